package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistRulesTest {
    private static final String LIVE = """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-TARGETDURATION:2
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,PART-HOLD-BACK=3.0
            #EXT-X-PART-INF:PART-TARGET=1.0
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:2.0,
            a.mp4
            #EXTINF:2.4,
            b.mp4
            #EXTINF:2.0,
            c.mp4
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T04:00:00.000Z
            #EXT-X-PART:DURATION=0.95,URI="d0.mp4",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.9,URI="d1.mp4"
            #EXTINF:1.85,
            d.mp4
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T04:00:01.850Z
            #EXT-X-PART:DURATION=0.5,URI="e0.mp4",INDEPENDENT=YES
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="e1.mp4"
            #EXT-X-RENDITION-REPORT:URI="audio.m3u8",LAST-MSN=11,LAST-PART=0
            """;

    private static final String MASTER = """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="one",DEFAULT=YES,AUTOSELECT=YES,URI="1.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="two",DEFAULT=NO,AUTOSELECT=YES,URI="2.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=2000,AVERAGE-BANDWIDTH=1000,CODECS="avc1.64001f",FRAME-RATE=25.000,AUDIO="a"
            v.m3u8
            """;

    @Test
    void playlistThatKeepsTheRulesPasses() {
        Playlist playlist = PlaylistRules.check(LIVE);
        assertThat(playlist.segments()).hasSize(5);
        assertThat(playlist.firstMsn()).isEqualTo(7);
        PlaylistRules.checkUpdate(LIVE, LIVE);
        MasterPlaylistRules.check(MASTER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '#EXTM3U' | '#EXTM3U8' | does not begin
            TARGETDURATION:2               | TARGETDURATION:1            | is too long
            '#EXT-X-TARGETDURATION:2' | '#EXT-X-PLAYLIST-TYPE:EVENT' | no target duration
            VERSION:9                      | VERSION:5                   | EXT-X-MAP below version 6
            b.mp4                          | a.mp4                       | is there twice
            '#EXTINF:2.4,' | '#note' | no EXTINF of b.mp4
            PART-HOLD-BACK=3.0             | PART-HOLD-BACK=2.9          | PART-HOLD-BACK
            CAN-SKIP-UNTIL=12.0            | CAN-SKIP-UNTIL=11.0         | CAN-SKIP-UNTIL
            PART-TARGET=1.0                | PART-TARGET=0.92            | lasts 0.95
            DURATION=0.5,URI="e0.mp4",INDEPENDENT=YES | DURATION=0.5,URI="e0.mp4" | less than 85 %
            "d1.mp4"                       | "d0.mp4"                    | has the URI d0.mp4
            DURATION=0.9                   | DURATION=0.7                | and not 1.85
            04:00:01.850Z                  | 04:00:01.950Z               | 100 ms off
            URI="e1.mp4"                   | URI="e0.mp4"                | which is there
            LAST-MSN=11,                   | ''                          | report of
            '#EXT-X-PART-INF:PART-TARGET=1.0' | '#note' | parts without EXT-X-PART-INF
            DURATION=0.95,URI="d0.mp4",INDEPENDENT=YES | DURATION=0.95,URI="d0.mp4" | d.mp4 is not independent
            DURATION=0.95,URI              | DURATION=0.95;URI           | no attribute list
            """)
    void brokenRuleIsNamed(String rule, String broken, String complaint) {
        assertThat(LIVE).contains(rule);
        assertThatThrownBy(() -> PlaylistRules.check(LIVE.replace(rule, broken)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MEDIA-SEQUENCE:7               | MEDIA-SEQUENCE:6            | goes back
            DISCONTINUITY-SEQUENCE:3       | DISCONTINUITY-SEQUENCE:4    | which the sequence does not count
            PART-TARGET=1.0                | PART-TARGET=1.00            | another EXT-X-PART-INF
            '#EXTINF:2.4,' | '#EXTINF:2.3,' | §6.2.1
            "d1.mp4"                       | "dd.mp4"                    | other parts
            """)
    void changeThatMayNotBeIsNamed(String rule, String broken, String complaint) {
        String after = LIVE.replace(rule, broken);
        assertThatCode(() -> PlaylistRules.check(after)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PlaylistRules.checkUpdate(LIVE, after)).hasMessageContaining(complaint);
    }

    @Test
    void promiseThatWasTakenBackIsNotMadeAgain() {
        String without = LIVE.replace("#EXT-X-INDEPENDENT-SEGMENTS\n", "");
        PlaylistRules.checkUpdate(LIVE, without);
        assertThatThrownBy(() -> PlaylistRules.checkUpdate(without, LIVE)).hasMessageContaining("independent again");
    }

    @Test
    void playlistOfTheOtherKindIsRefused() {
        assertThatThrownBy(() -> MasterPlaylistRules.check(LIVE)).hasMessageContaining("in a master playlist");
        assertThatThrownBy(() -> PlaylistRules.check(MASTER)).hasMessageContaining("in a media playlist");
    }

    @Test
    void nothingIsHintedAtBehindTheEnd() {
        assertThatThrownBy(() -> PlaylistRules.check(LIVE + "#EXT-X-ENDLIST\n"))
                .hasMessageContaining("a hint at the end");
    }

    @Test
    void hintedPartHasToCome() {
        String part = "#EXT-X-PART:DURATION=0.9,URI=\"%s\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"e2.mp4\"";
        String hint = "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"e1.mp4\"";
        PlaylistRules.checkUpdate(LIVE, LIVE.replace(hint, part.formatted("e1.mp4")));
        assertThatThrownBy(() -> PlaylistRules.checkUpdate(LIVE, LIVE.replace(hint, part.formatted("x.mp4"))))
                .hasMessageContaining("the hinted part e1.mp4 never came");
    }

    @Test
    void deltaSkipsNothingThatIsNear() {
        String skip = "#EXT-X-SKIP:SKIPPED-SEGMENTS=1";
        String delta = LIVE.replace("#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.0,\na.mp4", skip);
        assertThatThrownBy(() -> PlaylistRules.checkDelta(LIVE, delta)).hasMessageContaining("s are left");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BANDWIDTH=2000                 | BANDWIDTH=900               | on average
            25.000                         | 25                          | frame rate
            AUDIO="a"                      | AUDIO="b"                   | no group b
            "two"                          | "one"                       | have the name one
            DEFAULT=NO                     | DEFAULT=YES                 | two defaults
            CODECS                         | CODEX                       | no CODECS
            v.m3u8                         | ''                          | a variant without URI
            """)
    void brokenRuleOfAMasterPlaylistIsNamed(String rule, String broken, String complaint) {
        assertThatThrownBy(() -> MasterPlaylistRules.check(MASTER.replace(rule, broken)))
                .hasMessageContaining(complaint);
    }
}
