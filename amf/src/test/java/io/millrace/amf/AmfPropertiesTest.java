package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AmfPropertiesTest {
    private static final AmfProperties INFO = AmfProperties.builder()
            .put("code", "NetStream.Play.Start")
            .put("clientid", 7)
            .put("fpad", true)
            .put("data", new AmfNull())
            .build();

    @Test
    void findsValuesByName() {
        assertThat(INFO.string("code")).contains("NetStream.Play.Start");
        assertThat(INFO.number("clientid")).hasValue(7);
        assertThat(INFO.bool("fpad")).contains(true);
        assertThat(INFO.get("data")).isEqualTo(new AmfNull());
    }

    @Test
    void findsNothingOfAnotherNameOrType() {
        assertThat(INFO.get("Code")).isNull();
        assertThat(INFO.string("level")).isEmpty();
        assertThat(INFO.number("level")).isEmpty();
        assertThat(INFO.bool("level")).isEmpty();
        assertThat(INFO.string("clientid")).isEmpty();
        assertThat(INFO.number("code")).isEmpty();
        assertThat(INFO.bool("code")).isEmpty();
    }

    @Test
    @DisplayName("A0-06: the last value of a name is found")
    void findsTheLastOfAName() {
        var twice = AmfProperties.builder().put("a", 1).put("a", 2).build();
        assertThat(twice.number("a")).hasValue(2);
    }

    @Test
    void isEmptyWithoutEntries() {
        assertThat(AmfProperties.EMPTY.isEmpty()).isTrue();
        assertThat(INFO.isEmpty()).isFalse();
    }

    @Test
    void doesNotChangeWithTheListItWasMadeFrom() {
        var entries = new ArrayList<>(INFO.entries());
        var properties = new AmfProperties(entries);
        entries.clear();
        assertThat(properties).isEqualTo(INFO);
    }

    @Test
    @DisplayName("ER-005: objects, typed objects and ECMA arrays are read alike")
    void valuesGiveTheirProperties() {
        assertThat(List.of(
                        new AmfValue.AmfObject(INFO),
                        new AmfValue.AmfEcmaArray(INFO),
                        new AmfValue.AmfTypedObject("Info", INFO)))
                .allSatisfy(value -> assertThat(value.asProperties()).isEqualTo(INFO));
        assertThat(new AmfNull().asProperties()).isEqualTo(AmfProperties.EMPTY);
    }

    @Test
    void valuesGiveWhatTheyAreAndNothingElse() {
        assertThat(new AmfString("live").asString()).contains("live");
        assertThat(new AmfString("1").asNumber()).isEmpty();
        assertThat(new AmfNumber(-1000).asNumber()).hasValue(-1000);
        assertThat(new AmfNumber(1).asBoolean()).isEmpty();
        assertThat(new AmfNull().asString()).isEmpty();
    }
}
