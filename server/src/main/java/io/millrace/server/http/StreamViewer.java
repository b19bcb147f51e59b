package io.millrace.server.http;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Session;
import io.millrace.server.viewing.ViewerKind;
import java.util.List;

/** A session of one who gets a live stream by HTTP: it plays that, and nothing else comes of it. Any thread may call. */
public interface StreamViewer extends Session {
    ViewerKind kind();

    StreamPath path();

    @Override
    default String carrier() {
        return kind().label();
    }

    @Override
    default String application() {
        return path().application();
    }

    /** Requests, and that is all. */
    @Override
    default long bytesReceived() {
        return 0;
    }

    @Override
    default List<String> publishes() {
        return List.of();
    }

    @Override
    default List<String> plays() {
        return List.of(path().path());
    }
}
