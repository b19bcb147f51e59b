package io.millrace.server.rtmp;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.CodecPolicy;
import io.millrace.server.viewing.TrackQuery;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client said at connect of what it can play, and so the form in which it gets a stream. Nearly all announce
 * nothing, and play more than they announce [IP-70].
 *
 * @param multitrack whether it plays streams of several tracks [ER-108]
 * @param modEx whether it parses the ModEx prelude [ER-083]
 */
record ViewerCapabilities(boolean multitrack, boolean modEx, Announced audio, Announced video) {
    static final ViewerCapabilities NONE = new ViewerCapabilities(false, false, Announced.NOTHING, Announced.NOTHING);

    private static final String ANY = "*";

    /**
     * The codecs of one kind that a client plays.
     *
     * @param any whether it plays all there are
     * @param codecs by FourCC
     */
    record Announced(boolean any, Set<FourCc> codecs) {
        static final Announced NOTHING = new Announced(false, Set.of());

        boolean isNothing() {
            return !any && codecs.isEmpty();
        }

        boolean has(FourCc codec) {
            return any || codecs.contains(codec);
        }
    }

    static ViewerCapabilities of(ConnectRequest request) {
        return new ViewerCapabilities(
                request.multitrack(),
                request.modEx(),
                announced(request, request.audioFourCcInfoMap(), MediaKind.AUDIO),
                announced(request, request.videoFourCcInfoMap(), MediaKind.VIDEO));
    }

    /** Lists from before Enhanced audio name video codecs only: they say nothing of the other kind [ER-174]. */
    private static Announced announced(ConnectRequest request, Map<String, Integer> map, MediaKind kind) {
        Set<FourCc> codecs = new HashSet<>();
        request.fourCcList().forEach(name -> FourCc.parse(name).ifPresent(codecs::add));
        map.forEach((name, flags) -> {
            if ((flags & ConnectRequest.CAN_DECODE) != 0) {
                FourCc.parse(name).ifPresent(codecs::add);
            }
        });
        codecs.removeIf(codec -> codec.kind().filter(known -> known != kind).isPresent());
        boolean any = request.fourCcList().contains(ANY) || (map.getOrDefault(ANY, 0) & ConnectRequest.CAN_DECODE) != 0;
        return new Announced(any, Set.copyOf(codecs));
    }

    /**
     * What such a client gets of a stream.
     *
     * @param parameters of the URL, by which it chooses: tracks, video, audio, codecs
     * @throws IllegalArgumentException if one of them makes no sense, with a text for the client
     */
    RtmpForm form(int chunkSize, int streamId, Map<String, String> parameters, ApplicationConfig application) {
        var query = new TrackQuery(parameters);
        MessageForm ofAudio = form(MediaKind.AUDIO, audio, FourCc.AAC, query, application);
        MessageForm ofVideo = form(MediaKind.VIDEO, video, FourCc.AVC, query, application);
        Set<MediaKind> toldLeftOut = EnumSet.noneOf(MediaKind.class);
        if (isTold(ofAudio, audio, application)) {
            toldLeftOut.add(MediaKind.AUDIO);
        }
        if (isTold(ofVideo, video, application)) {
            toldLeftOut.add(MediaKind.VIDEO);
        }
        return new RtmpForm(chunkSize, streamId, ofAudio, ofVideo, true, true, toldLeftOut);
    }

    /** Only where something can be left out: viewers of the same bytes share them. */
    private static boolean isTold(MessageForm messages, Announced announced, ApplicationConfig application) {
        return messages.codecs().isPresent() && policy(announced, application) == CodecPolicy.REJECT;
    }

    private MessageForm form(
            MediaKind kind, Announced announced, FourCc mostCommon, TrackQuery query, ApplicationConfig application) {
        boolean filtered = !announced.any() && policy(announced, application) != CodecPolicy.FORWARD;
        Optional<Set<FourCc>> codecs = filtered ? Optional.of(announced.codecs()) : Optional.empty();
        if (query.wantsAllAsPublished(kind)) {
            return new MessageForm(
                    MessageForm.AS_PUBLISHED.tracks(), true, query.names().orElse(CodecNames.AS_PUBLISHED), codecs);
        }
        TrackChoice tracks =
                query.tracks(kind).orElse(multitrack ? new TrackChoice.AsPublished() : TrackChoice.Only.TRACK_ZERO);
        boolean needsNumbers = !announced.has(mostCommon) && !multitrack;
        CodecNames names = query.names().orElse(needsNumbers ? CodecNames.LEGACY : CodecNames.AS_PUBLISHED);
        return new MessageForm(tracks, modEx, names, codecs);
    }

    private static CodecPolicy policy(Announced announced, ApplicationConfig application) {
        return announced.isNothing() ? application.noCodecsAnnounced() : application.codecNotAnnounced();
    }
}
