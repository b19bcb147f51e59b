package io.millrace.server.hls;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import io.millrace.mux.hls.HlsCodecs;
import io.millrace.mux.hls.MasterPlaylist;
import io.millrace.mux.hls.MasterPlaylist.AudioRendition;
import io.millrace.mux.hls.MasterPlaylist.Variant;
import io.millrace.mux.hls.VideoRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The master playlist of a stream, or of several: each video track is a variant, the audio tracks are renditions by their
 * languages. Sound of different codecs makes groups of its own, and each video goes with each of them: a player that cannot
 * decode the one takes the other.
 */
final class HlsMaster {
    private final String query;
    private final List<Offered> videos = new ArrayList<>();
    private final Map<String, List<Offered>> sounds = new LinkedHashMap<>();

    private record Offered(String uri, HlsOffer offer) {
        TrackInfo track() {
            return offer.tracks().getFirst();
        }
    }

    /** One without anything; {@code query} is that of all URIs, with its question mark, or empty. */
    HlsMaster(String query) {
        this.query = query;
    }

    /**
     * Adds a stream. Sound counts of the first only that has some.
     *
     * @param directory where its renditions are, relative to the playlist, as in {@code cam.hls/}
     */
    void add(String directory, List<HlsOffer> offers) {
        boolean isSilent = sounds.isEmpty();
        for (HlsOffer offer : offers) {
            var offered = new Offered(directory + offer.rendition() + ".m3u8" + query, offer);
            if (offered.track().track().kind() == MediaKind.VIDEO) {
                videos.add(offered);
            } else if (isSilent) {
                sounds.computeIfAbsent(group(offered.track()), absent -> new ArrayList<>())
                        .add(offered);
            }
        }
    }

    private static String group(TrackInfo sound) {
        String codec = sound.codec().toFourCc().map(Object::toString).orElse("");
        return "audio-" + codec.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    boolean isEmpty() {
        return videos.isEmpty() && sounds.isEmpty();
    }

    MasterPlaylist toPlaylist() {
        List<Variant> variants = new ArrayList<>();
        List<AudioRendition> renditions = new ArrayList<>();
        boolean oneSoundAlone = videos.isEmpty() && sounds.values().stream().allMatch(group -> group.size() == 1);
        sounds.forEach((group, tracks) -> {
            if (!oneSoundAlone) {
                addRenditions(group, tracks, renditions);
            }
            if (videos.isEmpty()) {
                variants.add(
                        variant(tracks.getFirst(), List.of(), oneSoundAlone ? Optional.empty() : Optional.of(group)));
            }
            videos.forEach(video -> variants.add(variant(video, tracks, Optional.of(group))));
        });
        if (sounds.isEmpty()) {
            videos.forEach(video -> variants.add(variant(video, List.of(), Optional.empty())));
        }
        return new MasterPlaylist(variants, renditions);
    }

    Bytes toBytes() {
        return Bytes.utf8(toPlaylist().toText());
    }

    private static void addRenditions(String group, List<Offered> tracks, List<AudioRendition> renditions) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tracks.size(); i++) {
            TrackInfo track = tracks.get(i).track();
            renditions.add(new AudioRendition(
                    group,
                    unused(name(track), names),
                    Optional.of(track.language()).filter(language -> !language.isEmpty()),
                    i == 0,
                    track.channelCount().orElse(0),
                    tracks.get(i).uri()));
        }
    }

    private static String name(TrackInfo track) {
        if (!track.name().isEmpty()) {
            return track.name();
        }
        return track.language().isEmpty() ? "Audio " + (track.track().id() + 1) : track.language();
    }

    /** No two of a group have the same name [RFC 8216bis §4.4.6.1.1]. */
    private static String unused(String wanted, Set<String> names) {
        String name = wanted;
        for (int count = 2; !names.add(name); count++) {
            name = wanted + " (" + count + ")";
        }
        return name;
    }

    private static Variant variant(Offered main, List<Offered> sounds, Optional<String> group) {
        List<TrackInfo> all = new ArrayList<>(main.offer().tracks());
        sounds.forEach(sound -> all.add(sound.track()));
        TrackInfo first = main.track();
        Optional<VideoParameters> video = first.video();
        boolean isVideo = first.track().kind() == MediaKind.VIDEO;
        return new Variant(
                main.uri(),
                main.offer().peak()
                        + max(sounds.stream().mapToLong(sound -> sound.offer().peak())),
                OptionalLong.of(main.offer().average()
                        + max(sounds.stream().mapToLong(sound -> sound.offer().average()))),
                codecs(all),
                video.map(VideoParameters::width).orElse(0),
                video.map(VideoParameters::height).orElse(0),
                main.offer().frameRate(),
                isVideo ? Optional.of(VideoRange.of(first)) : Optional.empty(),
                group);
    }

    private static long max(LongStream values) {
        return values.max().orElse(0);
    }

    /** Of all tracks or, since what is said counts as all, of none. */
    private static List<String> codecs(List<TrackInfo> tracks) {
        List<String> known = tracks.stream()
                .flatMap(track -> HlsCodecs.of(track).stream())
                .distinct()
                .toList();
        boolean areAll = tracks.stream().allMatch(track -> HlsCodecs.of(track).isPresent());
        return areAll ? known : List.of();
    }
}
