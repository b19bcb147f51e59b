package io.millrace.server.rtmp;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Transition;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import java.util.Optional;
import java.util.function.Consumer;

/** What the players of one connection ask for: may they, is there such a stream, and then. On its event loop. */
final class PlayCommands {
    private final RtmpConnection connection;
    private final ServerSession session;
    private final NetStreams streams;
    private final Questions questions;
    private final StreamOpener opener;
    private final Permissions permissions;

    PlayCommands(
            RtmpConnection connection,
            ServerSession session,
            NetStreams streams,
            Questions questions,
            StreamOpener opener,
            Permissions permissions) {
        this.connection = connection;
        this.session = session;
        this.streams = streams;
        this.questions = questions;
        this.opener = opener;
        this.permissions = permissions;
    }

    void play(SessionEvent.PlayRequested request) {
        int streamId = request.streamId();
        var item = new PlaylistItem(request.path(), request.range());
        questions.ask(
                connection.mayPlay(streamId, item.path()),
                denied -> denied.ifPresentOrElse(
                        refusal -> refuse(streamId, item.path(), refusal),
                        () -> open(item, opened -> play(streamId, item, opened))));
    }

    private void open(PlaylistItem item, Consumer<Opened> then) {
        questions.ask(opener.open(item), then, opener::discard);
    }

    private void play(int streamId, PlaylistItem item, Opened opened) {
        switch (opened) {
            case Opened.Missing(Refusal refusal) -> refuse(streamId, item.path(), refusal);
            case Opened.Live(var stream) ->
                accept(stream.hasPublisher() ? "plays" : "waits for", streamId, item, opened);
            case Opened.Recorded recorded -> accept("plays the recorded", streamId, item, opened);
        }
    }

    private void accept(String does, int streamId, PlaylistItem item, Opened opened) {
        Optional<Refusal> full = streams.admit(streamId, item.path());
        if (full.isPresent()) {
            opener.discard(opened);
            refuse(streamId, item.path(), full.get());
            return;
        }
        connection.plays(does, item.path());
        connection.perform(session.acceptPlay(streamId, opened instanceof Opened.Recorded));
        streams.player(streamId).orElseThrow().start(item, opened);
    }

    private void refuse(int streamId, StreamPath path, Refusal refusal) {
        connection.notPlayed(streamId, path, refusal);
        connection.perform(session.refusePlay(streamId, refusal.code(), description(path, refusal)));
    }

    private static String description(StreamPath path, Refusal refusal) {
        return "Cannot play " + path + ": " + refusal.told() + ".";
    }

    void queue(SessionEvent.PlayQueued request) {
        queue(request.streamId(), new PlaylistItem(request.path(), request.range()), false);
    }

    private void queue(int streamId, PlaylistItem item, boolean wait) {
        questions.ask(connection.mayPlay(streamId, item.path()), denied -> {
            boolean plays = streams.player(streamId).isPresent();
            Optional<Refusal> refusal = plays ? denied : denied.or(() -> streams.admit(streamId, item.path()));
            if (refusal.isPresent()) {
                goOn(streamId, item.path(), refusal.get());
            } else if (!streams.player(streamId).orElseThrow().queue(item, wait)) {
                goOn(streamId, item.path(), new Refusal(StatusCode.PLAY_FAILED, "the playlist is full"));
            }
        });
    }

    /** This will not be played; what plays goes on, and where nothing does the stream can be used again. */
    private void goOn(int streamId, StreamPath path, Refusal refusal) {
        if (streams.player(streamId).isEmpty()) {
            refuse(streamId, path, refusal);
            return;
        }
        connection.refused("play", path, refusal);
        connection.perform(session.status(streamId, new Status(refusal.code(), description(path, refusal))));
    }

    void transition(SessionEvent.TransitionRequested request) {
        int streamId = request.streamId();
        if (request.path().isEmpty()) {
            streams.player(streamId).ifPresent(Player::stop);
            return;
        }
        var item = new PlaylistItem(request.path().get(), request.transition().range());
        if (request.transition().kind() == Transition.Kind.APPEND_AND_WAIT) {
            queue(streamId, item, true);
            return;
        }
        questions.ask(
                connection.mayPlay(streamId, item.path()),
                denied -> denied.ifPresentOrElse(
                        refusal -> goOn(streamId, item.path(), refusal),
                        () -> streams.player(streamId).ifPresent(player -> leave(player, request, item))));
    }

    private void leave(Player player, SessionEvent.TransitionRequested request, PlaylistItem item) {
        Optional<StreamPath> old = request.oldPath();
        boolean playing = old.isEmpty() || player.plays(old.get().path());
        if (playing && request.transition().kind() == Transition.Kind.SWITCH) {
            tell(player.streamId(), item.path());
            open(item, opened -> player.switchTo(item, opened));
        } else if (player.swap(old.map(StreamPath::path), item)) {
            tell(player.streamId(), item.path());
        } else {
            goOn(
                    player.streamId(),
                    item.path(),
                    new Refusal(
                            StatusCode.PLAY_FAILED, "what it is to replace is not in the playlist, or that is full"));
        }
    }

    private void tell(int streamId, StreamPath path) {
        var details = AmfProperties.builder().put("details", path.name()).build();
        connection.perform(session.status(
                streamId, new Status(StatusCode.PLAY_TRANSITION, "Going over to " + path + ".", details)));
    }

    void seek(int streamId, long millis) {
        if (streams.canSeek(streamId)) {
            connection.perform(session.acceptSeek(streamId, millis));
            streams.seek(streamId, millis);
        } else {
            connection.perform(session.refuseSeek(streamId, StatusCode.SEEK_FAILED, "Live streams do not seek."));
        }
    }

    /** Who may not play it is told what is said of a stream that does not exist. */
    void length(double transactionId, StreamPath path) {
        questions.ask(permissions.authorize(Action.PLAY, path), decision -> {
            switch (decision) {
                case Decision.Allow allow ->
                    questions.ask(opener.lengthSeconds(path), seconds -> answer(transactionId, seconds));
                case Decision.Deny(String reason) -> {
                    connection.refused("see the length of", path, Refusal.denied(StatusCode.PLAY_FAILED, reason));
                    answer(transactionId, 0);
                }
            }
        });
    }

    private void answer(double transactionId, double seconds) {
        connection.perform(session.result(transactionId, new AmfNumber(seconds)));
    }
}
