package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.CodecPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewerCapabilitiesTest {
    private static final ApplicationConfig DEFAULTS = ApplicationConfig.defaults();

    @Test
    @DisplayName("ER-110, ER-175, IP-71: who announces nothing gets track 0 of any codec, in legacy names")
    void nothing() {
        RtmpForm form = form(announcing(properties -> properties), Map.of(), DEFAULTS);
        assertThat(form.audio()).isEqualTo(MessageForm.PLAIN);
        assertThat(form.video()).isEqualTo(MessageForm.PLAIN);
        assertThat(form.toldLeftOut()).isEmpty();
    }

    @Test
    @DisplayName("ER-108, ER-083: who announces Multitrack and ModEx gets the stream as published")
    void multitrackAndModEx() {
        var all = announcing(properties -> properties.put("capsEx", 0x06).put("fourCcList", list("*")));
        assertThat(form(all, Map.of(), DEFAULTS).video()).isEqualTo(MessageForm.AS_PUBLISHED);
        var withoutModEx =
                announcing(properties -> properties.put("capsEx", 0x02).put("fourCcList", list("*")));
        assertThat(form(withoutModEx, Map.of(), DEFAULTS).video().modEx()).isFalse();
        assertThat(form(withoutModEx, Map.of(), DEFAULTS).video().tracks()).isInstanceOf(TrackChoice.AsPublished.class);
    }

    @Test
    @DisplayName("ER-170, ER-174: a list names what the client can receive, and what is not in it is left out and told")
    void list() {
        var hevc = announcing(properties -> properties.put("fourCcList", list("hvc1", "Opus")));
        RtmpForm form = form(hevc, Map.of(), DEFAULTS);
        assertThat(form.video().codecs()).contains(Set.of(FourCc.HEVC));
        assertThat(form.audio().codecs()).contains(Set.of(FourCc.OPUS));
        assertThat(form.video().names()).as("avc1 is not in the list").isEqualTo(CodecNames.LEGACY);
        assertThat(form.toldLeftOut()).containsExactlyInAnyOrder(MediaKind.AUDIO, MediaKind.VIDEO);
    }

    @Test
    @DisplayName("ER-174: a list of video codecs only, as from before Enhanced audio, says nothing of audio")
    void listOfOneKind() {
        var video = announcing(properties -> properties.put("fourCcList", list("av01", "hvc1", "avc1")));
        RtmpForm form = form(video, Map.of(), DEFAULTS);
        assertThat(form.audio()).isEqualTo(MessageForm.PLAIN);
        assertThat(form.video().names()).isEqualTo(CodecNames.AS_PUBLISHED);
        assertThat(form.toldLeftOut()).containsExactly(MediaKind.VIDEO);
    }

    @Test
    @DisplayName("ER-171: of the info maps, what can be decoded counts; forwarding alone plays nothing")
    void maps() {
        var client = announcing(properties -> properties
                .put(
                        "videoFourCcInfoMap",
                        AmfProperties.builder()
                                .put("vp09", 0x01)
                                .put("av01", 0x04)
                                .buildObject())
                .put(
                        "audioFourCcInfoMap",
                        AmfProperties.builder().put("*", 0x05).buildObject()));
        RtmpForm form = form(client, Map.of(), DEFAULTS);
        assertThat(form.video().codecs()).contains(Set.of(FourCc.VP9));
        assertThat(form.audio().codecs()).isEmpty();
    }

    @Test
    @DisplayName("ER-175: what becomes of codecs that were not announced is the operator's choice")
    void policies() {
        var nothing = announcing(properties -> properties);
        var filter = DEFAULTS.withNoCodecsAnnounced(CodecPolicy.FILTER);
        assertThat(form(nothing, Map.of(), filter).video().codecs()).contains(Set.of());
        assertThat(form(nothing, Map.of(), filter).toldLeftOut()).isEmpty();
        var reject = DEFAULTS.withNoCodecsAnnounced(CodecPolicy.REJECT);
        assertThat(form(nothing, Map.of(), reject).toldLeftOut()).hasSize(2);
        var hevc = announcing(properties -> properties.put("fourCcList", list("hvc1")));
        var forward = DEFAULTS.withCodecNotAnnounced(CodecPolicy.FORWARD);
        assertThat(form(hevc, Map.of(), forward).video().codecs()).isEmpty();
    }

    @Test
    @DisplayName("ER-174: who gets the same bytes has the same form, whatever was announced")
    void equalForms() {
        var nothing = announcing(properties -> properties.put("capsEx", 0x06));
        var any = announcing(properties -> properties.put("capsEx", 0x06).put("fourCcList", list("*")));
        assertThat(form(any, Map.of(), DEFAULTS)).isEqualTo(form(nothing, Map.of(), DEFAULTS));
        var hevc = announcing(properties -> properties.put("capsEx", 0x06).put("fourCcList", list("hvc1", "Opus")));
        var more = announcing(properties ->
                properties.put("capsEx", 0x06).put("fourCcList", list("avc1", "hvc1", "mp4a", ".mp3", "Opus")));
        assertThat(form(more, Map.of(), DEFAULTS)).isEqualTo(form(hevc, Map.of(), DEFAULTS));
    }

    @Test
    @DisplayName("ER-110, IP-71: the URL chooses tracks and names, whatever was announced")
    void query() {
        var nothing = announcing(properties -> properties);
        RtmpForm all = form(nothing, Map.of("tracks", "all"), DEFAULTS);
        assertThat(all.audio()).isEqualTo(MessageForm.AS_PUBLISHED);
        assertThat(all.video()).isEqualTo(MessageForm.AS_PUBLISHED);
        RtmpForm some = form(nothing, Map.of("video", "1", "audio", "0,2"), DEFAULTS);
        assertThat(some.video().tracks()).isEqualTo(new TrackChoice.Only(Set.of(1)));
        assertThat(some.audio().tracks()).isEqualTo(new TrackChoice.Only(Set.of(0, 2)));
        RtmpForm each = form(nothing, Map.of("video", "all", "audio", "none", "codecs", "fourcc"), DEFAULTS);
        assertThat(each.video())
                .isEqualTo(new MessageForm(new TrackChoice.Each(), false, CodecNames.FOUR_CC, Optional.empty()));
        assertThat(each.audio().tracks()).isEqualTo(new TrackChoice.Only(Set.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "video, 256",
        "video, -1",
        "video, ''",
        "audio, '0,'",
        "audio, 0;1",
        "codecs, new",
        "video, 0x1",
        "tracks, 1",
        "tracks, al",
        "tracks, ''"
    })
    @DisplayName("a choice that makes no sense is told, with what is expected")
    void senselessQuery(String key, String value) {
        var nothing = announcing(properties -> properties);
        assertThatThrownBy(() -> form(nothing, Map.of(key, value), DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + "=" + value)
                .hasMessageContaining("expected");
    }

    private static RtmpForm form(ConnectRequest request, Map<String, String> parameters, ApplicationConfig config) {
        return ViewerCapabilities.of(request).form(4096, 1, parameters, config);
    }

    private static ConnectRequest announcing(UnaryOperator<AmfProperties.Builder> properties) {
        AmfValue object =
                properties.apply(AmfProperties.builder().put("app", "live")).buildObject();
        return ConnectRequest.of(new Command("connect", 1, List.of(object), false));
    }

    private static AmfValue list(String... fourCcs) {
        return new AmfStrictArray(
                Arrays.stream(fourCcs).<AmfValue>map(AmfString::new).toList());
    }
}
