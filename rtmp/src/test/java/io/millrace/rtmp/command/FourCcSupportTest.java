package io.millrace.rtmp.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How both sides' announcements are read is shown by {@link ConnectRequestTest}. */
final class FourCcSupportTest {
    @Test
    @DisplayName("ER-173: a codec is announced by the list or by a map, by its name or as any")
    void announcedByListOrMap() {
        var list = new AmfStrictArray(List.of(new AmfString("hvc1")));
        var map = AmfProperties.builder().put("Opus", new AmfNumber(7)).build();
        var codecs = FourCcSupport.of(AmfProperties.builder()
                .put("fourCcList", list)
                .put("audioFourCcInfoMap", new AmfObject(map))
                .build());
        assertThat(List.of("hvc1", "Opus")).allMatch(codecs::announces);
        assertThat(List.of("av01", "*", "")).noneMatch(codecs::announces);
        var any = AmfProperties.builder().put("*", new AmfNumber(4)).build();
        codecs = FourCcSupport.of(AmfProperties.builder()
                .put("videoFourCcInfoMap", new AmfObject(any))
                .build());
        assertThat(codecs.announces("av01")).isTrue();
        assertThat(FourCcSupport.of(AmfProperties.EMPTY).announces("av01")).isFalse();
    }
}
