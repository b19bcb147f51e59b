package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
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

    @Test
    void decodesTheAmf3ThatItEncodes() {
        var value = new Amf3(Map.of("list", List.of(1, -1, 300_000, 1.5, "a", "a", false), "none", Map.of()));
        byte[] bytes = RawAmf.encode(value, new Amf3(new byte[] {1, 2}), new Amf3(null), List.of("x"));
        assertThat(RawAmf.decode(ByteBuffer.wrap(bytes)))
                .containsExactly(value, new Amf3(ByteBuffer.wrap(new byte[] {1, 2})), new Amf3(null), List.of("x"));
    }

    @Test
    void readsReferencesToStrings() {
        var array = HexFormat.of().parseHex("11" + "09" + "05" + "01" + "060561" + "62" + "0600");
        assertThat(RawAmf.decode(ByteBuffer.wrap(array))).containsExactly(new Amf3(List.of("ab", "ab")));
    }
}
