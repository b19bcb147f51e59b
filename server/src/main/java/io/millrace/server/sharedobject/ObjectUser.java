package io.millrace.server.sharedobject;

import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.server.application.SharedObjects.Sink;
import io.millrace.server.sharedobject.ServedObject.News;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A client's use of an object: a position in its log. Nothing is queued for it; when the client is slow, its position
 * stays, and when the log has moved on beyond that, it is sent the content. On the client's event loop.
 */
final class ObjectUser {
    private static final int RETRY_MILLIS = 50;

    private final ServedObject object;
    private final Sink sink;
    private final SharedObjectCounters counters;
    private final LoopUsers place;
    private long position;
    private long contentVersion;
    private long version;
    private boolean welcomed;
    private boolean waiting;
    private boolean left;

    ObjectUser(ServedObject object, Sink sink, SharedObjectCounters counters) {
        this.object = object;
        this.sink = sink;
        this.counters = counters;
        this.place = object.on(sink.loop());
        place.add(this);
    }

    ServedObject object() {
        return object;
    }

    /**
     * Does what the client asks for.
     *
     * @param knownVersion what it says it has; 0 if it does not say
     * @return the refusals
     */
    List<SharedObjectEvent> request(long knownVersion, List<SharedObjectEvent> requests) {
        // Content that is still on its way would undo what it has set itself.
        return object.apply(this, knownVersion < contentVersion ? ServedObject.NOTHING : knownVersion, requests);
    }

    /** What the client has been sent. */
    long version() {
        return version;
    }

    /** Sends the content, as to one who has just come. */
    void welcome() {
        welcomed = false;
        deliver();
    }

    /** Sends what is new, or sees to it that it will be. */
    void deliver() {
        if (left) {
            return;
        }
        if (sink.isBehind()) {
            deliverLater();
            return;
        }
        News news = welcomed ? object.news(this, position, sink.amf3()) : object.welcome(sink.amf3());
        position = news.position();
        version = news.version();
        if (news.content()) {
            contentVersion = version;
            if (welcomed) {
                counters.resyncs.increment();
            }
        }
        welcomed = true;
        if (!news.body().isEmpty()) {
            sink.send(new RtmpMessage.SharedObject(news.body(), sink.amf3()));
        }
    }

    private void deliverLater() {
        if (waiting) {
            return;
        }
        waiting = true;
        try {
            var unused = sink.loop()
                    .schedule(
                            () -> {
                                waiting = false;
                                deliver();
                            },
                            RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The server stops, and the client's connection with it.
        }
    }

    void leave() {
        left = true;
        place.remove(this);
    }
}
