package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.session.SessionEvent.DataFrameCleared;
import io.millrace.rtmp.session.SessionEvent.DataFrameSet;
import io.millrace.rtmp.session.SessionEvent.DataReceived;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaIgnored;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataMessagesTest {
    private static final AmfEcmaArray METADATA =
            AmfProperties.builder().put("width", 1920).put("fileSize", 0).buildEcmaArray();

    private final Client client = Client.publishing();

    @Test
    @DisplayName("R-143, IP-55: @setDataFrame keeps what follows it, bytes and types unchanged")
    void setsADataFrame() {
        assertThat(client.send(1, 40, Client.data("@setDataFrame", "onMetaData", METADATA)))
                .containsExactly(new DataFrameSet(1, 40, "onMetaData", Client.values("onMetaData", METADATA)));
        assertThat(client.send(1, 40, Client.data("@setDataFrame", "|RtmpSampleAccess", true, true)))
                .containsExactly(
                        new DataFrameSet(1, 40, "|RtmpSampleAccess", Client.values("|RtmpSampleAccess", true, true)));
    }

    @Test
    @DisplayName("ER-020, ER-005: metadata in an Object is metadata too")
    void setsMetadataFromAnObject() {
        var object = AmfProperties.builder().put("width", 1920).buildObject();
        assertThat(client.send(1, 40, Client.data("@setDataFrame", "onMetaData", object)))
                .containsExactly(new DataFrameSet(1, 40, "onMetaData", Client.values("onMetaData", object)));
    }

    @Test
    @DisplayName("IP-55: a bare onMetaData is kept too")
    void setsBareMetadata() {
        Data metadata = Client.data("onMetaData", METADATA);
        assertThat(client.send(1, 40, metadata))
                .containsExactly(new DataFrameSet(1, 40, "onMetaData", metadata.body()));
    }

    @Test
    @DisplayName("R-143: metadata may come again")
    void setsADataFrameAgain() {
        for (int timestamp : new int[] {0, 5000, 5000}) {
            assertThat(client.send(1, timestamp, Client.data("@setDataFrame", "onMetaData", METADATA)))
                    .hasOnlyElementsOfType(DataFrameSet.class)
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("R-143: @clearDataFrame forgets")
    void clearsADataFrame() {
        assertThat(client.send(1, Client.data("@clearDataFrame", "onMetaData")))
                .containsExactly(new DataFrameCleared(1, "onMetaData"));
    }

    @Test
    @DisplayName("R-143: other data is passed on and not kept")
    void passesOtherDataOn() {
        Data cuePoint = Client.data("onCuePoint", METADATA);
        assertThat(client.send(1, 80, cuePoint)).containsExactly(new DataReceived(1, 80, cuePoint.body()));
    }

    @Test
    @DisplayName("R-074, ER-191, ER-192: type 15 is the same after its format byte, and players get it as AMF0")
    void readsType15() {
        Bytes body = Client.values("@setDataFrame", "onMetaData", METADATA);
        assertThat(client.send(1, 40, new Data(body, true)))
                .containsExactly(new DataFrameSet(1, 40, "onMetaData", Client.values("onMetaData", METADATA)));
        var amf3Name = new AmfAvmPlus(new Amf3String("onMetaData"));
        assertThat(client.send(1, 40, new Data(Client.values("@setDataFrame", amf3Name, METADATA), true)))
                .containsExactly(new DataFrameSet(1, 40, "onMetaData", Client.values("onMetaData", METADATA)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "020010 61", "04 020001 61", "05", "020001 61 04ff", "03 0001 61 0e"})
    @DisplayName("A0-08, IP-61: what cannot be decoded is passed on as it is")
    void passesOnWhatCannotBeDecoded(String hex) {
        Bytes body = Bytes.hex(hex);
        assertThat(client.send(1, 7, new Data(body, false))).containsExactly(new DataReceived(1, 7, body));
    }

    @Test
    @DisplayName("A0-04, ER-026: malformed UTF-8 and unknown properties, their order and types, are kept to the byte")
    void relaysTheBytesThatCame() {
        // onMetaData {"a<FF>": "<C3>", zz: null, a: date with a time zone}
        Bytes metadata = Bytes.hex("02 000a 6f6e4d65746144617461 08 00000063 0002 61ff 02 0001 c3 0002 7a7a 05"
                + "0001 61 0b 3ff0000000000000 003c 000009");
        Bytes set = Client.values("@setDataFrame");
        assertThat(client.send(
                        1,
                        0,
                        new Data(new ByteWriter().bytes(set).bytes(metadata).toBytes(), false)))
                .containsExactly(new DataFrameSet(1, 0, "onMetaData", metadata));
        Bytes nameless = Bytes.hex("02 0003 6f6eff 02 0001 c3"); // handler on<FF>
        assertThat(client.send(1, 0, new Data(nameless, false))).containsExactly(new DataReceived(1, 0, nameless));
        assertThat(client.send(
                        1,
                        0,
                        new Data(new ByteWriter().bytes(set).bytes(nameless).toBytes(), false)))
                .containsExactly(new DataFrameSet(1, 0, "on\uFFFD", nameless));
    }

    @Test
    @DisplayName("IP-61: a value that cannot be decoded is kept under its name all the same")
    void keepsAValueThatCannotBeDecoded() {
        Bytes body = new ByteWriter()
                .bytes(Client.values("@setDataFrame", "additionalMedia"))
                .bytes(Bytes.hex("03 0005 6d65646961 11 0c ffffff"))
                .toBytes();
        assertThat(client.send(1, 0, new Data(body, false)))
                .containsExactly(new DataFrameSet(
                        1,
                        0,
                        "additionalMedia",
                        body.from(Client.values("@setDataFrame").length())));
    }

    @Test
    @DisplayName("R-143: without a name, or with one that is no key to keep, nothing is set")
    void dropsDataFramesWithoutAName() {
        for (String handler : new String[] {"@setDataFrame", "@clearDataFrame"}) {
            for (Data data : new Data[] {
                Client.data(handler),
                Client.data(handler, METADATA),
                Client.data(handler, ""),
                Client.data(handler, "x".repeat(DataMessages.MAX_NAME + 1), METADATA)
            }) {
                assertThat(client.send(1, data))
                        .containsExactly(new Dropped(DropCause.MALFORMED, handler + " without a name"));
            }
        }
    }

    @Test
    @DisplayName("R-155: data for a stream that does not publish is ignored and counted")
    void ignoresDataOfOthers() {
        assertThat(client.send(2, Client.data("onMetaData", METADATA))).containsExactly(new MediaIgnored(2));
        assertThat(Client.playing().send(1, Client.data("onMetaData", METADATA)))
                .containsExactly(new MediaIgnored(1));
    }
}
