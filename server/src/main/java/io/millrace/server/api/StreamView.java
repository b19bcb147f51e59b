package io.millrace.server.api;

import io.millrace.hub.LiveStream;
import io.millrace.hub.StreamFigures;
import io.millrace.media.codec.TrackInfo;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Session;
import io.millrace.transport.LogText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A live stream: what it is, who publishes it, how it does and who watches. */
record StreamView(
        String path,
        String application,
        String name,
        boolean published,
        boolean awaitsPublisher,
        Optional<Instant> publishedAt,
        Optional<PublisherView> publisher,
        long bitsPerSecond,
        long framesTotal,
        long bytesTotal,
        long droppedFramesTotal,
        long timelineBreaksTotal,
        long jumpsTotal,
        int viewers,
        Map<String, Integer> viewersBy,
        Optional<RecordingView> recording,
        List<TrackView> tracks) {

    /** The session that publishes. */
    record PublisherView(long session, String carrier, String address, String agent) {
        static PublisherView of(Session session) {
            return new PublisherView(session.id(), session.carrier(), LogText.of(session.address()), session.agent());
        }
    }

    static StreamView of(
            LiveStream stream,
            Optional<Session> publisher,
            Map<String, Integer> viewersBy,
            Optional<RecordingView> recording) {
        var path = new StreamPath(stream.path());
        StreamFigures figures = stream.figures();
        List<TrackInfo> tracks = stream.tracks();
        return new StreamView(
                stream.path(),
                path.application(),
                path.name(),
                stream.hasPublisher(),
                stream.awaitsSuccessor(),
                figures.publishedNanos() > 0
                        ? Optional.of(Instant.now()
                                .minusNanos(figures.publishedNanos())
                                .truncatedTo(ChronoUnit.SECONDS)) // to be the same each time
                        : Optional.empty(),
                publisher.map(PublisherView::of),
                Math.round(figures.bitsPerSecond()),
                figures.framesTotal(),
                figures.bytesTotal(),
                figures.droppedFramesTotal(),
                figures.timelineBreaksTotal(),
                figures.jumpsTotal(),
                viewersBy.values().stream().mapToInt(Integer::intValue).sum(),
                viewersBy,
                recording,
                tracks.stream()
                        .map(track -> TrackView.of(track, figures.tracks()))
                        .toList());
    }
}
