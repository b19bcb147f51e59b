package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawAmfTest {
    @Test
    void decodesWhatItEncodes() {
        byte[] bytes = RawAmf.encode("connect", 1.0, Map.of("app", "live", "nested", Map.of("yes", true)), null);
        assertThat(RawAmf.decode(ByteBuffer.wrap(bytes)))
                .containsExactly("connect", 1.0, Map.of("app", "live", "nested", Map.of("yes", true)), null);
    }

    @Test
    void readsTheArraysOfServers() {
        var ecmaArray = HexFormat.of().parseHex("0800000001" + "000161" + "0101" + "000009");
        var strictArray = HexFormat.of().parseHex("0a00000002" + "0200026f6b" + "06");
        assertThat(RawAmf.decode(ByteBuffer.wrap(ecmaArray))).containsExactly(Map.of("a", true));
        assertThat(RawAmf.decode(ByteBuffer.wrap(strictArray)).getFirst())
                .asInstanceOf(LIST)
                .containsExactly("ok", null);
    }
}
