package rotative.analysis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.index.analysis.Analysis;

/** The analyzers of languages, with {@code stopwords} and {@code stem_exclusion}, and the {@code pattern} analyzer. */
final class Analyzers {

    /** Makes an analyzer from stop words and words that are not stemmed. */
    record Language(BiFunction<CharArraySet, CharArraySet, Analyzer> maker, CharArraySet stopWords) {}

    static final Map<String, Language> LANGUAGES = new HashMap<>();

    static final Map<String, Function<Given, Analyzer>> OTHERS = Map.of("pattern", Analyzers::pattern);

    static {
        language("arabic", ArabicAnalyzer::new, ArabicAnalyzer.getDefaultStopSet());
        language("armenian", ArmenianAnalyzer::new, ArmenianAnalyzer.getDefaultStopSet());
        language("basque", BasqueAnalyzer::new, BasqueAnalyzer.getDefaultStopSet());
        language("bengali", BengaliAnalyzer::new, BengaliAnalyzer.getDefaultStopSet());
        language("brazilian", BrazilianAnalyzer::new, BrazilianAnalyzer.getDefaultStopSet());
        language("bulgarian", BulgarianAnalyzer::new, BulgarianAnalyzer.getDefaultStopSet());
        language("catalan", CatalanAnalyzer::new, CatalanAnalyzer.getDefaultStopSet());
        language("cjk", (stopWords, kept) -> new CJKAnalyzer(stopWords), CJKAnalyzer.getDefaultStopSet());
        language("czech", CzechAnalyzer::new, CzechAnalyzer.getDefaultStopSet());
        language("danish", DanishAnalyzer::new, DanishAnalyzer.getDefaultStopSet());
        language("dutch", DutchAnalyzer::new, DutchAnalyzer.getDefaultStopSet());
        language("english", EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet());
        language("estonian", EstonianAnalyzer::new, EstonianAnalyzer.getDefaultStopSet());
        language("finnish", FinnishAnalyzer::new, FinnishAnalyzer.getDefaultStopSet());
        language("french", FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet());
        language("galician", GalicianAnalyzer::new, GalicianAnalyzer.getDefaultStopSet());
        language("german", GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet());
        language("greek", (stopWords, kept) -> new GreekAnalyzer(stopWords), GreekAnalyzer.getDefaultStopSet());
        language("hindi", HindiAnalyzer::new, HindiAnalyzer.getDefaultStopSet());
        language("hungarian", HungarianAnalyzer::new, HungarianAnalyzer.getDefaultStopSet());
        language("indonesian", IndonesianAnalyzer::new, IndonesianAnalyzer.getDefaultStopSet());
        language("irish", IrishAnalyzer::new, IrishAnalyzer.getDefaultStopSet());
        language("italian", ItalianAnalyzer::new, ItalianAnalyzer.getDefaultStopSet());
        language("latvian", LatvianAnalyzer::new, LatvianAnalyzer.getDefaultStopSet());
        language("lithuanian", LithuanianAnalyzer::new, LithuanianAnalyzer.getDefaultStopSet());
        language("norwegian", NorwegianAnalyzer::new, NorwegianAnalyzer.getDefaultStopSet());
        language("persian", (stopWords, kept) -> new PersianAnalyzer(stopWords), PersianAnalyzer.getDefaultStopSet());
        language("portuguese", PortugueseAnalyzer::new, PortugueseAnalyzer.getDefaultStopSet());
        language("romanian", RomanianAnalyzer::new, RomanianAnalyzer.getDefaultStopSet());
        language("russian", RussianAnalyzer::new, RussianAnalyzer.getDefaultStopSet());
        language("serbian", SerbianAnalyzer::new, SerbianAnalyzer.getDefaultStopSet());
        language("sorani", SoraniAnalyzer::new, SoraniAnalyzer.getDefaultStopSet());
        language("spanish", SpanishAnalyzer::new, SpanishAnalyzer.getDefaultStopSet());
        language("swedish", SwedishAnalyzer::new, SwedishAnalyzer.getDefaultStopSet());
        language("thai", (stopWords, kept) -> new ThaiAnalyzer(stopWords), ThaiAnalyzer.getDefaultStopSet());
        language("turkish", TurkishAnalyzer::new, TurkishAnalyzer.getDefaultStopSet());
    }

    private static void language(String name, BiFunction<CharArraySet, CharArraySet, Analyzer> maker, CharArraySet stopWords) {
        LANGUAGES.put(name, new Language(maker, stopWords));
    }

    private static Analyzer pattern(Given given) {
        CharArraySet stopWords = Analysis.parseStopWords(given.environment(), given.settings(), CharArraySet.EMPTY_SET);
        boolean lowercase = given.flag("lowercase", true);
        var pattern = given.pattern(given.text("pattern", "\\W+"));
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer tokenizer = new PatternTokenizer(pattern, -1);
                return new TokenStreamComponents(tokenizer, new StopFilter(lowered(tokenizer), stopWords));
            }

            @Override
            protected TokenStream normalize(String field, TokenStream stream) {
                return lowered(stream);
            }

            private TokenStream lowered(TokenStream stream) {
                return lowercase ? new LowerCaseFilter(stream) : stream;
            }
        };
    }

    private Analyzers() {}
}
