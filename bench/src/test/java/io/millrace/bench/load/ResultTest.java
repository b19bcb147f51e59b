package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTest {
    @Test
    void oneMoreFigureIsInTheJsonToo() {
        var result = Result.parse("{\"run\":\"fanout\",\"lost\":3}\n").with("jvm_pauses", 2);
        assertThat(result.json()).isEqualTo("{\"run\":\"fanout\",\"lost\":3,\"jvm_pauses\":2.0}");
        assertThat(result.number("jvm_pauses")).isEqualTo(2);
        assertThat(result.number("lost")).isEqualTo(3);
    }
}
