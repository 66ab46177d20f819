package rotative.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.indices.analysis.PreBuiltCacheFactory.CachingStrategy;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Registers the analysis components under the names, and with the settings and defaults, that a full distribution of
 * Elasticsearch gives them, so that an index template which runs there runs here unchanged. What has settings of which
 * the fixture knows nothing is refused rather than ignored.
 */
public final class NamesPlugin extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> providers = new HashMap<>();
        Analyzers.LANGUAGES.forEach((language, made) -> providers.put(language, (index, environment, name, settings) -> {
            CharArraySet stopWords = Analysis.parseStopWords(environment, settings, made.stopWords());
            CharArraySet kept = Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET);
            return provider(name, made.maker().apply(stopWords, kept));
        }));
        Analyzers.OTHERS.forEach((type, maker) -> providers.put(
            type, (index, environment, name, settings) -> provider(name, maker.apply(new Given(index, environment, settings)))));
        return providers;
    }

    @Override
    public List<PreBuiltAnalyzerProviderFactory> getPreBuiltAnalyzerProviderFactories() {
        List<PreBuiltAnalyzerProviderFactory> factories = new ArrayList<>();
        Analyzers.LANGUAGES.forEach((language, made) -> factories.add(new PreBuiltAnalyzerProviderFactory(
            language, CachingStrategy.ONE, () -> made.maker().apply(made.stopWords(), CharArraySet.EMPTY_SET))));
        return factories;
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> providers = new HashMap<>();
        TokenFilters.BARE.forEach((type, maker) -> providers.put(type, provider(maker)));
        TokenFilters.DECLARED.forEach((type, maker) -> providers.put(type, AnalysisPlugin.requiresAnalysisSettings(provider(maker))));
        return providers;
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return TokenFilters.PRECONFIGURED;
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        Map<String, AnalysisProvider<TokenizerFactory>> providers = new HashMap<>();
        Tokenizers.ALL.forEach((type, maker) -> providers.put(type, (index, environment, name, settings) ->
            TokenizerFactory.newFactory(name, maker.apply(new Given(index, environment, settings)))));
        return providers;
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        Map<String, AnalysisProvider<CharFilterFactory>> providers = new HashMap<>();
        CharFilters.BARE.forEach((type, maker) -> providers.put(type, charFilter(maker)));
        CharFilters.DECLARED.forEach((type, maker) -> providers.put(type, AnalysisPlugin.requiresAnalysisSettings(charFilter(maker))));
        return providers;
    }

    private static AnalyzerProvider<? extends Analyzer> provider(String name, Analyzer analyzer) {
        return new AbstractIndexAnalyzerProvider<Analyzer>(name) {
            @Override
            public Analyzer get() {
                return analyzer;
            }
        };
    }

    private static AnalysisProvider<TokenFilterFactory> provider(TokenFilters.Maker maker) {
        return (index, environment, name, settings) -> maker.make(new Given(index, environment, settings)).named(name);
    }

    private static AnalysisProvider<CharFilterFactory> charFilter(Function<Given, CharFilters.Wrapper> maker) {
        return (index, environment, name, settings) -> maker.apply(new Given(index, environment, settings)).named(name);
    }
}
