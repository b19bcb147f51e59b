package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the connection of one client tells the client's application and asks it. Nothing blocks; the stages complete on any
 * thread, always, and never with an exception. To be called by one thread at a time. {@link Applications} has one for each client.
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
     * A call of the client's, and what to answer.
     *
     * @param bytes of the message that it came in
     */
    CompletionStage<Answer> call(String method, List<AmfValue> arguments, int bytes);

    /** What a client gets for its call. */
    sealed interface Answer {
        /** In the encoding agreed with the client. */
        record Result(AmfValue value) implements Answer {}

        record Failed(CallException why) implements Answer {}
    }

    /**
     * The client's part in the shared objects of its instance, as the application allows it.
     *
     * @param instance the path that it has connected to
     */
    SharedObjects.Member sharedObjects(String instance, SharedObjects.Sink sink);

    /** The client is gone, connected or not. */
    void disconnected();
}
