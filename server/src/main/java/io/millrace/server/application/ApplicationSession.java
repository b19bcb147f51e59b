package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the connection of one client tells the client's application and asks it. On the connection's event loop; nothing
 * blocks, and the stages complete on any thread and always. {@link Applications} has one for each client.
 */
public interface ApplicationSession {

    /** Whether the client may connect. */
    CompletionStage<Admission> connect();

    /** The client has been told that it is connected. */
    void connected();

    /** Whether it may publish; {@link #ended} must follow in any case. */
    CompletionStage<Admission> publish(int streamId, StreamPath path, PublishType type);

    /** Whether it may play; {@link #ended} must follow in any case. */
    CompletionStage<Admission> play(int streamId, StreamPath path);

    /** Nothing is published or played on that NetStream any more, or it came to nothing. */
    void ended(int streamId);

    /**
     * A call of the client's.
     *
     * @return the result in the agreed encoding, or a {@link CallException} for the client
     */
    CompletionStage<AmfValue> call(String method, List<AmfValue> arguments);

    /** The client is gone, connected or not. */
    void disconnected();
}
