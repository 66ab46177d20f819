package rotative.analysis;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.classic.ClassicTokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.path.ReversePathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternSplitTokenizer;
import org.apache.lucene.analysis.pattern.SimplePatternTokenizer;
import org.apache.lucene.analysis.th.ThaiTokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;

/** The tokenizers; {@code standard} is the server's own. */
final class Tokenizers {

    private static final int LONGEST = 255;

    static final Map<String, Function<Given, Supplier<Tokenizer>>> ALL = Map.ofEntries(
        Map.entry("keyword", given -> () -> new KeywordTokenizer(given.number("buffer_size", 256))),
        Map.entry("whitespace", given -> () -> new WhitespaceTokenizer(longest(given))),
        Map.entry("letter", given -> LetterTokenizer::new),
        Map.entry("thai", given -> ThaiTokenizer::new),
        Map.entry("classic", given -> () -> {
            var tokenizer = new ClassicTokenizer();
            tokenizer.setMaxTokenLength(longest(given));
            return tokenizer;
        }),
        Map.entry("uax_url_email", given -> () -> {
            var tokenizer = new UAX29URLEmailTokenizer();
            tokenizer.setMaxTokenLength(longest(given));
            return tokenizer;
        }),
        Map.entry("pattern", given -> {
            var pattern = given.pattern(given.text("pattern", "\\W+"));
            return () -> new PatternTokenizer(pattern, given.number("group", -1));
        }),
        Map.entry("simple_pattern", given -> () -> new SimplePatternTokenizer(given.text("pattern", ""))),
        Map.entry("simple_pattern_split", given -> () -> new SimplePatternSplitTokenizer(given.text("pattern", ""))),
        Map.entry("char_group", Tokenizers::charGroup),
        Map.entry("path_hierarchy", Tokenizers::pathHierarchy),
        Map.entry("ngram", Tokenizers::ngram),
        Map.entry("edge_ngram", Tokenizers::edgeNgram)
    );

    private static int longest(Given given) {
        return given.number("max_token_length", LONGEST);
    }

    private static Supplier<Tokenizer> charGroup(Given given) {
        IntPredicate splits = characters(given.list("tokenize_on_chars"), "");
        int longest = longest(given);
        return () -> new CharTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest) {
            @Override
            protected boolean isTokenChar(int character) {
                return !splits.test(character);
            }
        };
    }

    private static Supplier<Tokenizer> pathHierarchy(Given given) {
        char delimiter = single(given.text("delimiter", "/"));
        char replacement = single(given.text("replacement", String.valueOf(delimiter)));
        int buffer = given.number("buffer_size", 1024);
        int skip = given.number("skip", 0);
        return given.flag("reverse", false)
            ? () -> new ReversePathHierarchyTokenizer(buffer, delimiter, replacement, skip)
            : () -> new PathHierarchyTokenizer(buffer, delimiter, replacement, skip);
    }

    private static char single(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("[" + text + "] must be one character");
        }
        return text.charAt(0);
    }

    private static Supplier<Tokenizer> ngram(Given given) {
        int[] sizes = given.gramSizes();
        IntPredicate taken = taken(given);
        return () -> new NGramTokenizer(sizes[0], sizes[1]) {
            @Override
            protected boolean isTokenChar(int character) {
                return taken.test(character);
            }
        };
    }

    private static Supplier<Tokenizer> edgeNgram(Given given) {
        int shortest = given.number("min_gram", 1);
        int longest = given.number("max_gram", 2);
        IntPredicate taken = taken(given);
        return () -> new EdgeNGramTokenizer(shortest, longest) {
            @Override
            protected boolean isTokenChar(int character) {
                return taken.test(character);
            }
        };
    }

    private static IntPredicate taken(Given given) {
        List<String> classes = given.list("token_chars");
        return classes.isEmpty() ? character -> true : characters(classes, given.text("custom_token_chars", ""));
    }

    /** Whether a character belongs to one of the classes named, or is one of those given one by one. */
    private static IntPredicate characters(List<String> classes, String custom) {
        Set<Integer> single = new HashSet<>();
        IntPredicate any = character -> single.contains(character);
        for (String each : classes) {
            switch (each.toLowerCase(Locale.ROOT)) {
                case "letter" -> any = any.or(Character::isLetter);
                case "digit" -> any = any.or(Character::isDigit);
                case "whitespace" -> any = any.or(Character::isWhitespace);
                case "punctuation" -> any = any.or(Tokenizers::isPunctuation);
                case "symbol" -> any = any.or(Tokenizers::isSymbol);
                case "custom" -> custom.codePoints().forEach(single::add);
                default -> single.add(codePoint(each));
            }
        }
        return any;
    }

    private static int codePoint(String text) {
        String unescaped = text.length() > 1 && text.charAt(0) == '\\' ? text.translateEscapes() : text;
        if (unescaped.codePointCount(0, unescaped.length()) != 1) {
            throw new IllegalArgumentException("[" + text + "] is neither one character nor a class of characters");
        }
        return unescaped.codePointAt(0);
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.START_PUNCTUATION, Character.END_PUNCTUATION, Character.OTHER_PUNCTUATION, Character.CONNECTOR_PUNCTUATION,
                Character.DASH_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isSymbol(int character) {
        return switch (Character.getType(character)) {
            case Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.OTHER_SYMBOL, Character.MODIFIER_SYMBOL -> true;
            default -> false;
        };
    }

    private Tokenizers() {}
}
