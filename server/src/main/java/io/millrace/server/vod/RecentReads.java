package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read last of a file, for others who play the same part of it: players who came at about the same time read the
 * same pieces. Nothing is kept when nobody has the file open. Any thread may call it.
 */
final class RecentReads {
    /** Enough for players who are a few seconds apart. */
    static final int MAX_BYTES = 1024 * 1024;

    /** Smaller reads are not worth a look. */
    static final int MIN_PIECE_BYTES = 16 * 1024;

    private final Map<Place, Bytes> pieces = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;
    private int open;

    private record Place(long position, int length) {}

    /** The same file as {@code source}, which is closed with it. */
    synchronized ByteSource over(ByteSource source) {
        open++;
        return new ByteSource() {
            private boolean closed;

            @Override
            public long size() throws IOException {
                return source.size();
            }

            @Override
            public Bytes read(long position, int length) throws IOException {
                if (length < MIN_PIECE_BYTES || length > MAX_BYTES) {
                    return source.read(position, length);
                }
                var place = new Place(position, length);
                Bytes known = find(place);
                return known == null ? keep(place, source.read(position, length)) : known;
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    closed();
                }
                source.close();
            }
        };
    }

    private synchronized @Nullable Bytes find(Place place) {
        return pieces.get(place);
    }

    private synchronized Bytes keep(Place place, Bytes read) {
        // There may be more at the end of a file by the next time.
        if (read.length() == place.length() && open > 0 && pieces.putIfAbsent(place, read) == null) {
            bytes += read.length();
            Iterator<Bytes> eldest = pieces.values().iterator();
            while (bytes > MAX_BYTES) {
                bytes -= eldest.next().length();
                eldest.remove();
            }
        }
        return read;
    }

    private synchronized void closed() {
        open--;
        if (open == 0) {
            pieces.clear();
            bytes = 0;
        }
    }
}
