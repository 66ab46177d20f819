package rotative.analysis;

import java.util.List;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.CharArraySet;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;

/** What a template says of one component. */
record Given(IndexSettings index, Environment environment, Settings settings) {

    boolean flag(String name, boolean otherwise) {
        return settings.getAsBoolean(name, otherwise);
    }

    int number(String name, int otherwise) {
        return settings.getAsInt(name, otherwise);
    }

    String text(String name, String otherwise) {
        return settings.get(name, otherwise);
    }

    /** A setting that must be there. */
    String needed(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("[" + name + "] must be set");
        }
        return value;
    }

    List<String> list(String name) {
        return settings.getAsList(name);
    }

    /** The lines or elements of {@code name}, or of the file that {@code name_path} names; null when neither is set. */
    List<String> words(String name) {
        return Analysis.getWordList(environment, settings, name);
    }

    CharArraySet wordSet(String name, boolean ignoreCase) {
        List<String> words = words(name);
        return words == null ? null : new CharArraySet(words, ignoreCase);
    }

    /** A regular expression, with the {@code flags} of the settings. */
    Pattern pattern(String expression) {
        return Regex.compile(expression, settings.get("flags"));
    }

    void refuse(String... names) {
        for (String name : names) {
            if (settings.hasValue(name)) {
                throw new IllegalArgumentException("[" + name + "] is not part of the test fixture");
            }
        }
    }

    /** The sizes of n-grams, whose difference the index bounds. */
    int[] gramSizes() {
        int shortest = number("min_gram", 1);
        int longest = number("max_gram", 2);
        if (longest - shortest > index.getMaxNgramDiff()) {
            throw new IllegalArgumentException("the difference between max_gram and min_gram in NGram must be less than or equal to: ["
                + index.getMaxNgramDiff() + "] but was [" + (longest - shortest) + "]");
        }
        return new int[] { shortest, longest };
    }
}
