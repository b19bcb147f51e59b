package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Texts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that belongs to no {@link Application}: it may do everything but use the streams of one. */
record Unhosted(Applications applications) implements ApplicationSession {
    @Override
    public CompletionStage<Admission> connect() {
        return CompletableFuture.completedFuture(Admission.accept());
    }

    @Override
    public void connected() {}

    @Override
    public CompletionStage<Admission> publish(int streamId, StreamPath path, PublishType type) {
        return play(streamId, path);
    }

    @Override
    public CompletionStage<Admission> play(int streamId, StreamPath path) {
        boolean foreign = applications.find(path.application()).isPresent();
        return CompletableFuture.completedFuture(foreign ? elsewhere(path) : Admission.accept());
    }

    /** What an application decides for its clients must not be got around by naming it only in the stream. */
    static Admission elsewhere(StreamPath path) {
        return Admission.reject("connect to " + path.application() + " first");
    }

    @Override
    public void ended(int streamId) {}

    @Override
    public CompletionStage<Answer> call(String method, List<AmfValue> arguments, int bytes) {
        return CompletableFuture.completedFuture(noMethod(method));
    }

    static Answer noMethod(String name) {
        return new Answer.Failed(new CallException("There is no method " + Texts.quote(name) + "."));
    }

    @Override
    public SharedObjects.Member sharedObjects(String instance, SharedObjects.Sink sink) {
        return applications.sharedObjects().join(instance, SharedObjectRules.ALL, sink);
    }

    @Override
    public void disconnected() {}
}
