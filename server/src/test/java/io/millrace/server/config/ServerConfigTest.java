package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ServerConfigTest {
    private final ServerConfig defaults = ServerConfig.defaults();

    @Test
    void withChangesOneOptionByItsKeyInTheFile() {
        ServerConfig config = defaults.with("rtmp.port", "0").with("streams.max-lag", "2s");
        assertThat(config.rtmp().port()).isZero();
        assertThat(config.streams().maxLag()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.with("rtmp.port", "1935").with("streams.max-lag", "5s"))
                .isEqualTo(defaults);
    }

    @Test
    void withReachesTheSettingsOfAnApplicationWhosePatternHasDots() {
        ServerConfig config = defaults.with("applications.tv.example.org*.gop-cache", "false");
        assertThat(config.application("tv.example.org/news").orElseThrow().gopCache())
                .isFalse();
        assertThat(config.application("tv").orElseThrow().gopCache()).isTrue();
    }

    @Test
    void refusesABadValueFromCodeLikeOneFromAFile() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> defaults.with("rtmp.port", "65536"))
                .withMessage("rtmp.port: '65536' (expected: a whole number, 0 to 65535)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> defaults.with("port", "1"))
                .withMessageStartingWith("unknown key port");
        StreamsConfig streams = defaults.streams();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new StreamsConfig(
                        0,
                        streams.maxPlayers(),
                        streams.maxStreamBytes(),
                        streams.maxBufferBytes(),
                        Duration.ofHours(1),
                        streams.stalledViewerTimeout(),
                        streams.publishGrace(),
                        streams.dryAfter()))
                .withMessage("max-streams: 0 (expected: 1 or more)\nmax-lag: 60m (expected: 500ms to 5m)");
    }

    @Test
    void keyThatIsRightElsewhereIsToldWhere() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> defaults.with("streams.audio-wait", "0s"))
                .withMessage("unknown key streams.audio-wait (there is applications.*.audio-wait)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> defaults.with("max-players", "1"))
                .withMessage("unknown key max-players (there is streams.max-players, applications.*.max-players)");
    }

    @Test
    void theMostSpecificPatternCounts() {
        ServerConfig config = defaults.withApplication("*", key("any"))
                .withApplication("tv/*", key("tv"))
                .withApplication("tv/news", key("news"));
        assertThat(publishKey(config, "tv/news")).isEqualTo("news");
        assertThat(publishKey(config, "tv/sports")).isEqualTo("tv");
        assertThat(publishKey(config, "radio")).isEqualTo("any");
        assertThat(publishKey(config, "")).isEqualTo("any");
    }

    @Test
    void strictApplicationsAreTheOnesNamed() {
        ServerConfig config = defaults.with("strict-applications", "true")
                .withApplication("*", key("any"))
                .withApplication("live*", key("live"));
        assertThat(config.application("live2")).isPresent();
        assertThat(config.application("other")).isEmpty();
    }

    @Test
    void keysDoNotShow() {
        assertThat(defaults.withApplication("live", key("hunter2")).toString())
                .contains("publishKey=(set), playKey=(none)")
                .doesNotContain("hunter2");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> defaults.with("applications.live.publish-kay", "hunter2"))
                .withMessageNotContaining("hunter2");
    }

    private static ApplicationConfig key(String publishKey) {
        return ApplicationConfig.defaults().withPublishKey(publishKey);
    }

    private static String publishKey(ServerConfig config, String application) {
        return config.application(application).orElseThrow().publishKey().value();
    }
}
