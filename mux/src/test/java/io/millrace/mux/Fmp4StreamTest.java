package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.mux.Fmp4Stream.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a live viewer gets frame by frame. That players read it is shown end to end. */
final class Fmp4StreamTest {
    private final Fmp4Stream stream = new Fmp4Stream(List.of(Track.VIDEO_0, Track.AUDIO_0));

    @Test
    void eachFrameIsAFragmentAtOnce() {
        assertThat(add(TestFrames.avcHeader(), TestFrames.aacHeader(TestFrames.AAC_48K)))
                .isEmpty();
        assertThat(kinds(add(TestFrames.avc(0, true)))).containsExactly("Init", "Fragment");
        assertThat(kinds(add(TestFrames.avc(40, false)))).containsExactly("Fragment");
    }

    @Test
    void itBeginsWithAPictureThatCanBeDecoded() {
        add(TestFrames.avcHeader(), TestFrames.aacHeader(TestFrames.AAC_48K));
        assertThat(add(TestFrames.avc(0, false))).isEmpty();
        assertThat(kinds(add(TestFrames.avc(40, true)))).containsExactly("Init", "Fragment");
    }

    @Test
    void nothingComesBeforeAllTracksAreKnown() {
        add(TestFrames.avcHeader());
        assertThat(add(TestFrames.avc(0, true))).isEmpty();
        add(TestFrames.aacHeader(TestFrames.AAC_48K));
        assertThat(kinds(add(TestFrames.avc(1000, true)))).containsExactly("Init", "Fragment");
    }

    @Test
    void headersThatAreRepeatedChangeNothing() {
        add(TestFrames.avcHeader(), TestFrames.aacHeader(TestFrames.AAC_48K), TestFrames.avc(0, true));
        assertThat(add(TestFrames.avcHeader(), TestFrames.aacHeader(TestFrames.AAC_48K)))
                .isEmpty();
        assertThat(kinds(add(TestFrames.avc(1000, true)))).containsExactly("Fragment");
    }

    @Test
    void anotherCodingWaitsForTheNextKeyFrame() {
        add(TestFrames.avcHeader(), TestFrames.aacHeader(TestFrames.AAC_48K), TestFrames.avc(0, true));
        add(TestFrames.aacHeader(TestFrames.AAC));
        assertThat(add(TestFrames.avc(40, false))).isEmpty();
        List<Output> out = add(TestFrames.avc(80, true));
        assertThat(kinds(out)).containsExactly("Init", "Fragment");
        assertThat(((Output.Init) out.getFirst()).tracks()).hasSize(2);
    }

    private List<Output> add(MediaFrame... frames) {
        List<Output> out = new ArrayList<>();
        for (MediaFrame frame : frames) {
            out.addAll(stream.add(frame));
        }
        return out;
    }

    private static List<String> kinds(List<Output> outputs) {
        return outputs.stream().map(output -> output.getClass().getSimpleName()).toList();
    }
}
