package rotative.analysis;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.br.BrazilianStemFilter;
import org.apache.lucene.analysis.ckb.SoraniStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanMinimalStemFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.es.SpanishPluralStemFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianMinimalStemFilter;
import org.apache.lucene.analysis.gl.GalicianStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.lv.LatvianStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.no.NorwegianMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseMinimalStemFilter;
import org.apache.lucene.analysis.pt.PortugueseStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.apache.lucene.analysis.sv.SwedishMinimalStemFilter;

/** The stemmers that the {@code language} of a {@code stemmer} filter may name. */
final class Stemmers {

    private static final int NYNORSK = 2;
    private static final Map<String, UnaryOperator<TokenStream>> NAMED = new HashMap<>();

    static {
        NAMED.put("arabic", ArabicStemFilter::new);
        NAMED.put("bengali", BengaliStemFilter::new);
        NAMED.put("brazilian", BrazilianStemFilter::new);
        NAMED.put("bulgarian", BulgarianStemFilter::new);
        NAMED.put("czech", CzechStemFilter::new);
        NAMED.put("english", PorterStemFilter::new);
        NAMED.put("porter", PorterStemFilter::new);
        NAMED.put("kstem", KStemFilter::new);
        NAMED.put("light_english", KStemFilter::new);
        NAMED.put("minimal_english", EnglishMinimalStemFilter::new);
        NAMED.put("possessive_english", EnglishPossessiveFilter::new);
        NAMED.put("light_finnish", FinnishLightStemFilter::new);
        NAMED.put("light_french", FrenchLightStemFilter::new);
        NAMED.put("minimal_french", FrenchMinimalStemFilter::new);
        NAMED.put("galician", GalicianStemFilter::new);
        NAMED.put("minimal_galician", GalicianMinimalStemFilter::new);
        NAMED.put("light_german", GermanLightStemFilter::new);
        NAMED.put("minimal_german", GermanMinimalStemFilter::new);
        NAMED.put("greek", GreekStemFilter::new);
        NAMED.put("hindi", HindiStemFilter::new);
        NAMED.put("light_hungarian", HungarianLightStemFilter::new);
        NAMED.put("indonesian", IndonesianStemFilter::new);
        NAMED.put("light_italian", ItalianLightStemFilter::new);
        NAMED.put("sorani", SoraniStemFilter::new);
        NAMED.put("latvian", LatvianStemFilter::new);
        NAMED.put("light_norwegian", NorwegianLightStemFilter::new);
        NAMED.put("minimal_norwegian", NorwegianMinimalStemFilter::new);
        NAMED.put("light_nynorsk", stream -> new NorwegianLightStemFilter(stream, NYNORSK));
        NAMED.put("minimal_nynorsk", stream -> new NorwegianMinimalStemFilter(stream, NYNORSK));
        NAMED.put("persian", PersianStemFilter::new);
        NAMED.put("light_portuguese", PortugueseLightStemFilter::new);
        NAMED.put("minimal_portuguese", PortugueseMinimalStemFilter::new);
        NAMED.put("portuguese_rslp", PortugueseStemFilter::new);
        NAMED.put("light_russian", RussianLightStemFilter::new);
        NAMED.put("light_spanish", SpanishLightStemFilter::new);
        NAMED.put("spanish_plural", SpanishPluralStemFilter::new);
        NAMED.put("light_swedish", SwedishLightStemFilter::new);
        NAMED.put("minimal_swedish", SwedishMinimalStemFilter::new);
        NAMED.put("german2", stream -> new SnowballFilter(stream, "German"));
        NAMED.put("porter2", stream -> new SnowballFilter(stream, "English"));
    }

    /** The stemmer of that name; else the Snowball stemmer of that language, such as {@code french}. */
    static UnaryOperator<TokenStream> named(String language) {
        UnaryOperator<TokenStream> stemmer = NAMED.get(language);
        return stemmer != null ? stemmer : snowball(language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1));
    }

    /** The Snowball stemmer of a language with a capital, such as {@code French}. */
    static UnaryOperator<TokenStream> snowball(String language) {
        return stream -> new SnowballFilter(stream, language);
    }

    private Stemmers() {}
}
