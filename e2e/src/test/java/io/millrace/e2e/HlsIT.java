package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MasterPlaylistRules;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.PlaylistRules;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Live streams by HLS: what arrives is what was published, and playlists are as RFC 8216bis, draft 16, has them. */
class HlsIT {
    private static final TestServer SERVER = TestServer.start(
            "hls.segment-duration=1s",
            "hls.end-after=0",
            "hls.idle-timeout=1h",
            "applications.shut.play-key=secret",
            "applications.none.hls=never",
            "streams.max-lag=1m");
    private static final TestHttp HTTP = new TestHttp(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "H264_AAC_B_FRAMES",
                "H264_MP3",
                "HEVC_OPUS",
                "AV1_OPUS",
                "VP9_FLAC",
                "H264_AC3",
                "H264_EAC3",
                "AUDIO_ONLY",
                "TWO_VIDEO_THREE_AUDIO"
            })
    void ffmpegReadsWhatWasPublished(MediaFile media) throws Exception {
        assertReceived(media, "");
    }

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "H264_MP3", "H264_EAC3"})
    void ffmpegReadsMpegTs(MediaFile media) throws Exception {
        assertReceived(media, "?format=ts");
    }

    private static void assertReceived(MediaFile media, String query) throws IOException {
        String name = media + query.replace("?format=", "-");
        Path clip = media.path();
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish(name);
            String master = master(publisher, streamId, FlvTag.read(clip), "/live/" + name + ".m3u8" + query);
            MasterPlaylistRules.check(master);
            publisher.command(0, "deleteStream", 0, null, streamId);
            publisher.awaitHandled();
            for (String playlist : playlists(master)) {
                await().until(() -> PlaylistRules.check(
                                HTTP.get("/live/" + playlist).body())
                        .has("EXT-X-ENDLIST"));
            }
        }
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Packets expected = ffmpeg.packets(clip);
        try (var player = ffmpeg.play(SERVER.httpUrl("/live/" + name + ".m3u8" + query))) {
            Packets found = Packets.of(player);
            assertThat(codecs(found)).isEqualTo(codecs(expected));
            for (String track : expected.tracks()) {
                String codec = track.substring(track.indexOf(':'));
                String same = found.tracks().stream()
                        .filter(one -> one.endsWith(codec))
                        .findFirst()
                        .orElseThrow();
                List<String> hashes = found.hashes(same);
                if (query.isEmpty()) { // in MPEG-TS frames have other headers
                    assertThat(expected.hashes(track)).endsWith(hashes.toArray(String[]::new));
                }
                // Sound that comes before the first picture is not in any segment.
                assertThat(hashes.size())
                        .isGreaterThanOrEqualTo(expected.hashes(track).size() - 3);
            }
        }
    }

    private static Set<String> codecs(Packets packets) {
        return packets.tracks().stream()
                .map(track -> track.substring(track.indexOf(':')))
                .collect(Collectors.toSet());
    }

    private static Set<String> playlists(String master) {
        return Pattern.compile("[^\"\\s]+\\.hls/\\w+\\.m3u8")
                .matcher(master)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Publishes to somebody who has asked before; what the master playlist is as soon as there is one. */
    private static String master(RawRtmpPeer publisher, int streamId, List<FlvTag> tags, String target)
            throws IOException {
        int begun = FirstTags.withAllTracks(tags);
        publisher.tags(streamId, tags.subList(0, begun));
        publisher.awaitHandled();
        var master = HTTP.getAsync(target);
        String path = target.substring(1, target.indexOf(".m3u8"));
        SERVER.awaitPlayers(path, 1);
        publisher.tags(streamId, tags.subList(begun, tags.size()));
        publisher.awaitHandled();
        return master.join().body();
    }
}
