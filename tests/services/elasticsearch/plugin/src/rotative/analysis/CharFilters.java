package rotative.analysis;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;

/** The character filters. */
final class CharFilters {

    /** Wraps a reader; one that {@code normalizes} may be used in a normalizer. */
    record Wrapper(UnaryOperator<Reader> wrap, boolean normalizes) {

        CharFilterFactory named(String name) {
            return normalizes ? new Normalizing(name, wrap) : new Plain(name, wrap);
        }
    }

    /** Those that a template may use by name alone. */
    static final Map<String, Function<Given, Wrapper>> BARE = Map.of("html_strip", CharFilters::htmlStrip);

    /** Those that a template must declare with their settings. */
    static final Map<String, Function<Given, Wrapper>> DECLARED = Map.of(
        "mapping", CharFilters::mapping, "pattern_replace", CharFilters::patternReplace);

    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$", Pattern.DOTALL);
    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private record Plain(String name, UnaryOperator<Reader> wrap) implements CharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return wrap.apply(reader);
        }
    }

    private record Normalizing(String name, UnaryOperator<Reader> wrap) implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return wrap.apply(reader);
        }
    }

    private static Wrapper htmlStrip(Given given) {
        Set<String> escaped = Set.copyOf(given.list("escaped_tags"));
        return new Wrapper(reader -> escaped.isEmpty() ? new HTMLStripCharFilter(reader) : new HTMLStripCharFilter(reader, escaped), false);
    }

    private static Wrapper mapping(Given given) {
        List<String> rules = given.words("mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            Matcher parts = RULE.matcher(rule);
            if (!parts.find()) {
                throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            }
            builder.add(unescaped(parts.group(1).trim()), unescaped(parts.group(2).trim()));
        }
        NormalizeCharMap map = builder.build();
        return new Wrapper(reader -> new MappingCharFilter(map, reader), true);
    }

    /** Replaces {@code \\uXXXX}, which {@code translateEscapes} leaves to the compiler, and the other escapes. */
    private static String unescaped(String text) {
        return UNICODE.matcher(text).replaceAll(each -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(each.group(1), 16))))
            .translateEscapes();
    }

    private static Wrapper patternReplace(Given given) {
        Pattern pattern = given.pattern(given.needed("pattern"));
        String replacement = given.text("replacement", "");
        return new Wrapper(reader -> new PatternReplaceCharFilter(pattern, replacement, reader), true);
    }

    private CharFilters() {}
}
