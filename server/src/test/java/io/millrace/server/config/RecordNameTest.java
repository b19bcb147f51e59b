package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cam",
                "{date}",
                "{name}{x}",
                "{Name}",
                "{name",
                "{{name}}",
                "/{name}",
                "{name}/",
                "a//{name}",
                "../{name}",
                ".{name}",
                "a/.b{name}",
                "{name} {n}",
                "a\\{name}",
                "{name}:{n}",
            })
    void refusesWhatIsNoNameOfAFile(String pattern) {
        assertThatThrownBy(() -> ServerConfig.defaults().with("applications.live.record-name", pattern))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("applications.live.record-name: '" + pattern + "' (expected: {name} with any of");
    }

    @Test
    void knowsWhetherFilesGetNamesOfTheirOwn() {
        assertThat(new RecordName("{name}").isUnique()).isFalse();
        assertThat(new RecordName("{date}/{name}").isUnique()).isFalse();
        assertThat(new RecordName("{name}-{time}").isUnique()).isTrue();
        assertThat(new RecordName("{name}-{n}").isUnique()).isTrue();
    }
}
