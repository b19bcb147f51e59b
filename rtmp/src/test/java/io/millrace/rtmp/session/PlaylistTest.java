package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Transition;
import io.millrace.rtmp.session.SessionEvent.PlayEnded;
import io.millrace.rtmp.session.SessionEvent.PlayQueued;
import io.millrace.rtmp.session.SessionEvent.PlayRequested;
import io.millrace.rtmp.session.SessionEvent.TransitionRequested;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistTest {
    private static final PlayRange ALL = new PlayRange(PlayRange.ANY, PlayRange.TO_END);
    private static final StreamPath INTRO = new StreamPath("live/intro");

    private final Client client = Client.playing();

    @Test
    @DisplayName("R-148: play without reset goes after what plays, which goes on")
    void playWithoutResetIsQueued() {
        assertThat(client.call(1, "play", 0, "intro", 0, 5000, false))
                .containsExactly(new PlayQueued(1, INTRO, new PlayRange(0, 5000)));
        assertThat(client.call(1, "play", 0, "intro", -2, -1, 0)).containsExactly(new PlayQueued(1, INTRO, ALL));
    }

    @Test
    @DisplayName("R-144: play with reset ends what plays")
    void playWithResetBeginsAnew() {
        assertThat(client.call(1, "play", 0, "intro", -2, -1, true))
                .containsExactly(new PlayEnded(1), new PlayRequested(1, INTRO, ALL, true));
    }

    @Test
    @DisplayName("R-149: the numbers of play2 are seconds")
    void play2Options() {
        var options = options("switch")
                .put("oldStreamName", "cam")
                .put("start", 1.5)
                .put("len", 2)
                .put("offset", 3.25);
        assertThat(Transition.of(options.buildObject()))
                .contains(new Transition(Transition.Kind.SWITCH, "intro", "cam", new PlayRange(1500, 2000), 3250));
        assertThat(Transition.of(options("append").buildObject()))
                .contains(new Transition(Transition.Kind.APPEND, "intro", "", ALL, -1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"switch", "swap", "SWITCH"})
    @DisplayName("R-149: switch and swap go over from what plays")
    void transitions(String word) {
        List<SessionEvent> events = play2(client, options(word));
        var transition = Transition.of(options(word).buildObject()).orElseThrow();
        assertThat(events)
                .containsExactly(new TransitionRequested(1, transition, Optional.of(INTRO), Optional.empty()));
    }

    @Test
    @DisplayName("R-149: stop needs no stream")
    void stop() {
        var options = AmfProperties.builder().put("transition", "stop");
        var transition = Transition.of(options.buildObject()).orElseThrow();
        assertThat(play2(client, options))
                .containsExactly(new TransitionRequested(1, transition, Optional.empty(), Optional.empty()));
    }

    @Test
    @DisplayName("R-149: append is play without reset")
    void append() {
        assertThat(play2(client, options("append"))).containsExactly(new PlayQueued(1, INTRO, ALL));
        assertThat(play2(Client.connected(1), options("append")))
                .containsExactly(new PlayRequested(1, INTRO, ALL, false));
    }

    @Test
    @DisplayName("R-149: appendAndWait begins a playlist that does not play yet")
    void appendAndWait() {
        var waiting = Client.connected(1);
        var transition = Transition.of(options("appendAndWait").buildObject()).orElseThrow();
        var requested = new TransitionRequested(1, transition, Optional.of(INTRO), Optional.empty());
        assertThat(play2(waiting, options("appendAndWait"))).containsExactly(requested);
        assertThat(play2(waiting, options("append"))).containsExactly(new PlayQueued(1, INTRO, ALL));
    }

    @Test
    @DisplayName("R-149: reset is play with reset")
    void reset() {
        assertThat(play2(client, options("reset")))
                .containsExactly(new PlayEnded(1), new PlayRequested(1, INTRO, ALL, true));
    }

    @Test
    @DisplayName("R-149: resume goes on at the offset, on a new connection and on one that plays")
    void resume() {
        var range = new PlayRange(7000, PlayRange.TO_END);
        assertThat(play2(Client.connected(1), options("resume").put("offset", 7)))
                .containsExactly(new PlayRequested(1, INTRO, range, false));
        assertThat(play2(client, options("resume").put("offset", 7)))
                .containsExactly(new PlayEnded(1), new PlayRequested(1, INTRO, range, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"switch", "swap", "stop"})
    @DisplayName("R-149: where nothing plays there is nothing to leave")
    void transitionFromNothing(String word) {
        assertThat(play2(Client.connected(1), options(word)))
                .containsExactly(Client.status(1, StatusCode.PLAY_FAILED, "nothing plays that could be left"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fade"})
    void unknownTransition(String word) {
        assertThat(play2(client, options(word)))
                .containsExactly(Client.status(
                        1, StatusCode.PLAY_FAILED, "play2 without a transition or a stream name that are known"));
    }

    @ParameterizedTest
    @EnumSource(value = Transition.Kind.class, names = "STOP", mode = EnumSource.Mode.EXCLUDE)
    void transitionToNothing(Transition.Kind kind) {
        var options = AmfProperties.builder().put("transition", kind.name().replace("_", ""));
        assertThat(Transition.of(options.buildObject())).isEmpty();
    }

    private static AmfProperties.Builder options(String transition) {
        return AmfProperties.builder().put("streamName", "intro").put("transition", transition);
    }

    private static List<SessionEvent> play2(Client client, AmfProperties.Builder options) {
        return client.call(1, "play2", 0, options.buildObject());
    }
}
