package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.session.StreamCommand.Accept;
import io.millrace.rtmp.session.StreamCommand.Close;
import io.millrace.rtmp.session.StreamCommand.Pause;
import io.millrace.rtmp.session.StreamCommand.Play;
import io.millrace.rtmp.session.StreamCommand.Publish;
import io.millrace.rtmp.session.StreamCommand.Refuse;
import io.millrace.rtmp.session.StreamState.Idle;
import io.millrace.rtmp.session.StreamState.PlayPending;
import io.millrace.rtmp.session.StreamState.Playing;
import io.millrace.rtmp.session.StreamState.PublishPending;
import io.millrace.rtmp.session.StreamState.Publishing;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamStateTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private static final StreamPath OTHER = new StreamPath("live/other");

    private static final Map<String, StreamState> STATES = Map.of(
            "Idle", new Idle(),
            "PublishPending", new PublishPending(CAM),
            "Publishing", new Publishing(CAM),
            "PlayPending", new PlayPending(CAM, true),
            "Playing", new Playing(CAM, false),
            "Paused", new Playing(CAM, true),
            "PublishPending other", new PublishPending(OTHER),
            "PlayPending other", new PlayPending(OTHER, true),
            "PlayPending other, no reset", new PlayPending(OTHER, false));

    private static final Map<String, StreamCommand> COMMANDS = Map.of(
            "publish", new Publish(OTHER),
            "play", new Play(OTHER, true),
            "play, no reset", new Play(OTHER, false),
            "pause", new Pause(true),
            "unpause", new Pause(false),
            "close", new Close(),
            "accept", new Accept(),
            "refuse", new Refuse());

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    Idle,           publish,            PublishPending other
                    Idle,           play,               PlayPending other
                    Idle,           "play, no reset",   "PlayPending other, no reset"
                    Idle,           pause,              illegal
                    Idle,           unpause,            illegal
                    Idle,           close,              Idle
                    Idle,           accept,             illegal
                    Idle,           refuse,             illegal
                    PublishPending, publish,            illegal
                    PublishPending, play,               illegal
                    PublishPending, "play, no reset",   illegal
                    PublishPending, pause,              illegal
                    PublishPending, unpause,            illegal
                    PublishPending, close,              Idle
                    PublishPending, accept,             Publishing
                    PublishPending, refuse,             Idle
                    Publishing,     publish,            illegal
                    Publishing,     play,               illegal
                    Publishing,     "play, no reset",   illegal
                    Publishing,     pause,              illegal
                    Publishing,     unpause,            illegal
                    Publishing,     close,              Idle
                    Publishing,     accept,             illegal
                    Publishing,     refuse,             Idle
                    PlayPending,    publish,            illegal
                    PlayPending,    play,               illegal
                    PlayPending,    "play, no reset",   illegal
                    PlayPending,    pause,              illegal
                    PlayPending,    unpause,            illegal
                    PlayPending,    close,              Idle
                    PlayPending,    accept,             Playing
                    PlayPending,    refuse,             Idle
                    Playing,        publish,            illegal
                    Playing,        play,               PlayPending other
                    Playing,        "play, no reset",   illegal
                    Playing,        pause,              Paused
                    Playing,        unpause,            Playing
                    Playing,        close,              Idle
                    Playing,        accept,             illegal
                    Playing,        refuse,             Idle
                    Paused,         publish,            illegal
                    Paused,         play,               PlayPending other
                    Paused,         "play, no reset",   illegal
                    Paused,         pause,              Paused
                    Paused,         unpause,            Playing
                    Paused,         close,              Idle
                    Paused,         accept,             illegal
                    Paused,         refuse,             Idle
                    """)
    void everyCommandInEveryState(String before, String command, String after) {
        StreamState state = STATES.get(before);
        StreamCommand moves = COMMANDS.get(command);
        if (after.equals("illegal")) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> state.after(moves))
                    .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.STREAM));
        } else {
            assertThat(state.after(moves)).isEqualTo(STATES.get(after));
        }
    }
}
