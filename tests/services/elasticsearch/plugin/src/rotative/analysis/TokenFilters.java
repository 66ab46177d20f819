package rotative.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bn.BengaliNormalizationFilter;
import org.apache.lucene.analysis.br.BrazilianStemFilter;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.ckb.SoraniNormalizationFilter;
import org.apache.lucene.analysis.classic.ClassicFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.TypeTokenFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.de.GermanStemFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.FingerprintFilter;
import org.apache.lucene.analysis.miscellaneous.KeepWordFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianNormalizationFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.sr.SerbianNormalizationFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The token filters; {@code lowercase} by name, {@code stop} and {@code shingle} are the server's own. */
final class TokenFilters {

    /** Makes a filter from its settings. */
    @FunctionalInterface
    interface Maker {
        Wrapper make(Given given);
    }

    /** Wraps a stream; {@code normalizer}, unless null, is what it does to a single term. */
    record Wrapper(UnaryOperator<TokenStream> wrap, UnaryOperator<TokenStream> normalizer) {

        TokenFilterFactory named(String name) {
            return normalizer == null ? new Plain(name, wrap) : new Normalizing(name, wrap, normalizer);
        }
    }

    private record Plain(String name, UnaryOperator<TokenStream> wrap) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream stream) {
            return wrap.apply(stream);
        }
    }

    private record Normalizing(String name, UnaryOperator<TokenStream> wrap, UnaryOperator<TokenStream> normalizer)
        implements NormalizingTokenFilterFactory {
        @Override
        public TokenStream create(TokenStream stream) {
            return wrap.apply(stream);
        }

        @Override
        public TokenStream normalize(TokenStream stream) {
            return normalizer.apply(stream);
        }
    }

    /** Those that a template may use by name alone, with their defaults. */
    static final Map<String, Maker> BARE = new HashMap<>();

    /** Those that a template must declare with their settings. */
    static final Map<String, Maker> DECLARED = new HashMap<>();

    /** Those of which the name alone means other settings than a declaration without any. */
    static final List<PreConfiguredTokenFilter> PRECONFIGURED = List.of(
        PreConfiguredTokenFilter.singleton("elision", true, stream -> new ElisionFilter(stream, FrenchAnalyzer.DEFAULT_ARTICLES)),
        PreConfiguredTokenFilter.singleton("truncate", false, stream -> new TruncateTokenFilter(stream, 10)));

    static {
        normalizing("arabic_normalization", ArabicNormalizationFilter::new);
        normalizing("bengali_normalization", BengaliNormalizationFilter::new);
        normalizing("cjk_width", CJKWidthFilter::new);
        normalizing("decimal_digit", DecimalDigitFilter::new);
        normalizing("german_normalization", GermanNormalizationFilter::new);
        normalizing("hindi_normalization", HindiNormalizationFilter::new);
        normalizing("indic_normalization", IndicNormalizationFilter::new);
        normalizing("persian_normalization", PersianNormalizationFilter::new);
        normalizing("scandinavian_folding", ScandinavianFoldingFilter::new);
        normalizing("scandinavian_normalization", ScandinavianNormalizationFilter::new);
        normalizing("serbian_normalization", SerbianNormalizationFilter::new);
        normalizing("sorani_normalization", SoraniNormalizationFilter::new);
        normalizing("trim", TrimFilter::new);
        normalizing("uppercase", UpperCaseFilter::new);

        plain("apostrophe", ApostropheFilter::new);
        plain("arabic_stem", ArabicStemFilter::new);
        plain("brazilian_stem", BrazilianStemFilter::new);
        plain("classic", ClassicFilter::new);
        plain("czech_stem", CzechStemFilter::new);
        plain("dutch_stem", Stemmers.snowball("Dutch"));
        plain("flatten_graph", FlattenGraphFilter::new);
        plain("french_stem", Stemmers.snowball("French"));
        plain("german_stem", GermanStemFilter::new);
        plain("keyword_repeat", KeywordRepeatFilter::new);
        plain("kstem", KStemFilter::new);
        plain("porter_stem", PorterStemFilter::new);
        plain("remove_duplicates", RemoveDuplicatesTokenFilter::new);
        plain("reverse", ReverseStringFilter::new);
        plain("russian_stem", Stemmers.snowball("Russian"));

        BARE.put("asciifolding", TokenFilters::asciiFolding);
        BARE.put("cjk_bigram", TokenFilters::cjkBigram);
        BARE.put("edge_ngram", TokenFilters::edgeNgram);
        BARE.put("fingerprint", TokenFilters::fingerprint);
        BARE.put("length", given -> plain(
            stream -> new LengthFilter(stream, given.number("min", 0), given.number("max", Integer.MAX_VALUE))));
        BARE.put("limit", given -> plain(
            stream -> new LimitTokenCountFilter(stream, given.number("max_token_count", 1), given.flag("consume_all_tokens", false))));
        BARE.put("lowercase", TokenFilters::lowercase);
        BARE.put("ngram", TokenFilters::ngram);
        BARE.put("snowball", given -> plain(Stemmers.snowball(given.text("language", given.text("name", "English")))));
        BARE.put("stemmer", given -> plain(Stemmers.named(given.text("language", given.text("name", "porter")))));
        BARE.put("unique", given -> plain(
            given.flag("only_on_same_position", false) ? RemoveDuplicatesTokenFilter::new : UniqueFilter::new));
        BARE.put("word_delimiter_graph", TokenFilters::wordDelimiterGraph);

        DECLARED.put("elision", TokenFilters::elision);
        DECLARED.put("keep", TokenFilters::keep);
        DECLARED.put("keep_types", TokenFilters::keepTypes);
        DECLARED.put("keyword_marker", TokenFilters::keywordMarker);
        DECLARED.put("pattern_capture", TokenFilters::patternCapture);
        DECLARED.put("pattern_replace", TokenFilters::patternReplace);
        DECLARED.put("stemmer_override", TokenFilters::stemmerOverride);
        DECLARED.put("truncate", TokenFilters::truncate);
    }

    private static void plain(String name, UnaryOperator<TokenStream> wrap) {
        BARE.put(name, given -> plain(wrap));
    }

    private static void normalizing(String name, UnaryOperator<TokenStream> wrap) {
        BARE.put(name, given -> normalizing(wrap));
    }

    private static Wrapper plain(UnaryOperator<TokenStream> wrap) {
        return new Wrapper(wrap, null);
    }

    private static Wrapper normalizing(UnaryOperator<TokenStream> wrap) {
        return new Wrapper(wrap, wrap);
    }

    private static Wrapper asciiFolding(Given given) {
        boolean preserve = given.flag("preserve_original", false);
        return new Wrapper(stream -> new ASCIIFoldingFilter(stream, preserve), ASCIIFoldingFilter::new);
    }

    private static Wrapper cjkBigram(Given given) {
        Set<String> ignored = Set.copyOf(given.list("ignored_scripts"));
        int scripts = 0;
        scripts |= ignored.contains("han") ? 0 : CJKBigramFilter.HAN;
        scripts |= ignored.contains("hiragana") ? 0 : CJKBigramFilter.HIRAGANA;
        scripts |= ignored.contains("katakana") ? 0 : CJKBigramFilter.KATAKANA;
        scripts |= ignored.contains("hangul") ? 0 : CJKBigramFilter.HANGUL;
        int taken = scripts;
        boolean unigrams = given.flag("output_unigrams", false);
        return plain(stream -> new CJKBigramFilter(stream, taken, unigrams));
    }

    private static Wrapper edgeNgram(Given given) {
        given.refuse("side");
        int shortest = given.number("min_gram", 1);
        int longest = given.number("max_gram", 2);
        boolean preserve = given.flag("preserve_original", false);
        return plain(stream -> new EdgeNGramTokenFilter(stream, shortest, longest, preserve));
    }

    private static Wrapper ngram(Given given) {
        int[] sizes = given.gramSizes();
        boolean preserve = given.flag("preserve_original", false);
        return plain(stream -> new NGramTokenFilter(stream, sizes[0], sizes[1], preserve));
    }

    private static Wrapper fingerprint(Given given) {
        String separator = given.text("separator", " ");
        int longest = given.number("max_output_size", FingerprintFilter.DEFAULT_MAX_OUTPUT_TOKEN_SIZE);
        return plain(stream -> new FingerprintFilter(stream, longest, separator.charAt(0)));
    }

    private static Wrapper lowercase(Given given) {
        String language = given.text("language", "");
        return normalizing(switch (language) {
            case "" -> LowerCaseFilter::new;
            case "greek" -> GreekLowerCaseFilter::new;
            case "irish" -> IrishLowerCaseFilter::new;
            case "turkish" -> TurkishLowerCaseFilter::new;
            default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
        });
    }

    private static Wrapper wordDelimiterGraph(Given given) {
        given.refuse("type_table", "type_table_path");
        int flags = given.flag("ignore_keywords", false) ? WordDelimiterGraphFilter.IGNORE_KEYWORDS : 0;
        flags |= given.flag("generate_word_parts", true) ? WordDelimiterGraphFilter.GENERATE_WORD_PARTS : 0;
        flags |= given.flag("generate_number_parts", true) ? WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS : 0;
        flags |= given.flag("catenate_words", false) ? WordDelimiterGraphFilter.CATENATE_WORDS : 0;
        flags |= given.flag("catenate_numbers", false) ? WordDelimiterGraphFilter.CATENATE_NUMBERS : 0;
        flags |= given.flag("catenate_all", false) ? WordDelimiterGraphFilter.CATENATE_ALL : 0;
        flags |= given.flag("split_on_case_change", true) ? WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE : 0;
        flags |= given.flag("preserve_original", false) ? WordDelimiterGraphFilter.PRESERVE_ORIGINAL : 0;
        flags |= given.flag("split_on_numerics", true) ? WordDelimiterGraphFilter.SPLIT_ON_NUMERICS : 0;
        flags |= given.flag("stem_english_possessive", true) ? WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE : 0;
        int chosen = flags;
        boolean adjust = given.flag("adjust_offsets", true);
        CharArraySet kept = given.wordSet("protected_words", false);
        return plain(stream -> new WordDelimiterGraphFilter(
            stream, adjust, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, chosen, kept));
    }

    private static Wrapper elision(Given given) {
        CharArraySet articles = Analysis.parseArticles(given.environment(), given.settings());
        if (articles == null) {
            throw new IllegalArgumentException("elision filter requires [articles] or [articles_path] setting");
        }
        return normalizing(stream -> new ElisionFilter(stream, articles));
    }

    private static Wrapper keep(Given given) {
        CharArraySet words = given.wordSet("keep_words", given.flag("keep_words_case", false));
        if (words == null) {
            throw new IllegalArgumentException("keep requires either `keep_words` or `keep_words_path` to be configured");
        }
        return plain(stream -> new KeepWordFilter(stream, words));
    }

    private static Wrapper keepTypes(Given given) {
        Set<String> types = Set.copyOf(given.list("types"));
        boolean include = given.text("mode", "include").equals("include");
        return plain(stream -> new TypeTokenFilter(stream, types, include));
    }

    private static Wrapper keywordMarker(Given given) {
        String expression = given.text("keywords_pattern", null);
        CharArraySet words = given.wordSet("keywords", given.flag("ignore_case", false));
        if ((expression == null) == (words == null)) {
            throw new IllegalArgumentException("keyword filter requires either `keywords`, `keywords_path`, or `keywords_pattern`");
        }
        if (words != null) {
            return plain(stream -> new SetKeywordMarkerFilter(stream, words));
        }
        Pattern pattern = Pattern.compile(expression);
        return plain(stream -> new PatternKeywordMarkerFilter(stream, pattern));
    }

    private static Wrapper patternCapture(Given given) {
        Pattern[] patterns = given.list("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean preserve = given.flag("preserve_original", true);
        return plain(stream -> new PatternCaptureGroupTokenFilter(stream, preserve, patterns));
    }

    private static Wrapper patternReplace(Given given) {
        Pattern pattern = given.pattern(given.needed("pattern"));
        String replacement = given.text("replacement", "");
        boolean all = given.flag("all", true);
        return normalizing(stream -> new PatternReplaceFilter(stream, pattern, replacement, all));
    }

    private static Wrapper stemmerOverride(Given given) {
        List<String> rules = given.words("rules");
        if (rules == null) {
            throw new IllegalArgumentException("stemmer override filter requires either `rules` or `rules_path` to be configured");
        }
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : rules) {
            String[] sides = rule.split("=>");
            if (sides.length != 2 || sides[1].isBlank() || sides[1].contains(",")) {
                throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            }
            for (String word : sides[0].split(",")) {
                builder.add(word.trim(), sides[1].trim());
            }
        }
        try {
            var map = builder.build();
            return plain(stream -> new StemmerOverrideFilter(stream, map));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Wrapper truncate(Given given) {
        int length = Integer.parseInt(given.needed("length"));
        return plain(stream -> new TruncateTokenFilter(stream, length));
    }

    private TokenFilters() {}
}
