package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.SourceTrack.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Frames of a live stream as fragmented MP4 at once, each as a fragment of its own, for players that are to be as close to live as
 * can be. Times are those of the publisher's clock. A frame is said to last as long as the one before it did: it goes out before
 * the next one has come.
 *
 * <p>It begins with a key frame, where there is video. When the coding or the size of a track changes there is another init
 * segment, in front of the next key frame. For one thread.
 */
public final class Fmp4Stream {
    private final LearnedTracks tracks;
    private final boolean hasVideo;
    private final Map<Track, OutputTrack> open = new LinkedHashMap<>(); // empty before the first init segment
    private int fragments;

    /** What is to be sent. */
    public sealed interface Output {
        /** What all fragments up to the next one need; {@code tracks} is what is in it. */
        record Init(Bytes bytes, List<TrackInfo> tracks) implements Output {
            public Init {
                tracks = List.copyOf(tracks);
            }
        }

        /** A fragment, its parts to be sent one behind the other; the publisher's payloads are not copied. */
        record Fragment(List<Bytes> bytes) implements Output {
            public Fragment {
                bytes = List.copyOf(bytes);
            }
        }
    }

    /** A stream of these tracks; nothing comes of it before all of them are known. */
    public Fmp4Stream(List<Track> tracks) {
        this.tracks = new LearnedTracks(tracks);
        hasVideo = tracks.stream().anyMatch(track -> track.kind() == MediaKind.VIDEO);
    }

    /** Takes the next frame of the stream, headers as well, and gives what is to be sent of it: mostly one fragment. */
    public List<Output> add(MediaFrame frame) {
        tracks.learn(frame);
        List<Output> out = new ArrayList<>();
        for (MediaPacket packet : frame.packets()) {
            if (tracks.has(packet.track()) && Fmp4Part.isSample(packet)) {
                add(packet, Math.clamp(frame.dtsMillis(), 0, OutputTrack.MAX_MILLIS), out);
            }
        }
        return out;
    }

    private void add(MediaPacket packet, long millis, List<Output> out) {
        if (isOutdated() && !begin(packet, out)) {
            return;
        }
        OutputTrack track = Objects.requireNonNull(open.get(packet.track()));
        if (track.takes(packet)) {
            track.add(packet, millis, 0);
            fragments++;
            out.add(new Output.Fragment(FragmentWriter.write(fragments, List.of(track), same -> -1)));
            track.samples().clear();
        }
    }

    private boolean isOutdated() {
        return open.isEmpty()
                || open.values().stream()
                        .anyMatch(track -> tracks.of(track.track()).isOtherThan(track));
    }

    /** Another init segment, if all is known for it and decoding can begin with {@code first}. */
    private boolean begin(MediaPacket first, List<Output> out) {
        List<OutputTrack> begun = new ArrayList<>();
        for (LearnedTrack track : tracks.all()) {
            Description description = track.description();
            if (description == null) {
                return false;
            }
            begun.add(new OutputTrack(description.info(), begun.size() + 1, description.sampleEntry()));
        }
        if (hasVideo && !(first.track().kind() == MediaKind.VIDEO && first.keyFrame())) {
            return false;
        }
        open.clear();
        begun.forEach(track -> open.put(track.track(), track));
        out.add(new Output.Init(
                InitSegmentWriter.write(begun, "iso6", "mp41"),
                begun.stream().map(OutputTrack::info).toList()));
        return true;
    }
}
