package io.millrace.server.rtmp;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** What a NetStream is to play next, a bounded number of items. On the connection's event loop. */
final class Playlist {
    private final int maxItems;
    private final List<PlaylistItem> items = new ArrayList<>();

    Playlist(int maxItems) {
        this.maxItems = maxItems;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Puts it at the end; false if there are too many. */
    boolean add(PlaylistItem item) {
        return items.size() < maxItems && items.add(item);
    }

    /** Puts it before all others; false if there are too many. */
    boolean addFirst(PlaylistItem item) {
        boolean fits = items.size() < maxItems;
        if (fits) {
            items.addFirst(item);
        }
        return fits;
    }

    /** Puts {@code item} in the place of the first of that path; false if there is none. */
    boolean replace(String path, PlaylistItem item) {
        for (ListIterator<PlaylistItem> at = items.listIterator(); at.hasNext(); ) {
            if (at.next().path().path().equals(path)) {
                at.set(item);
                return true;
            }
        }
        return false;
    }

    /** Takes the next one off; null if there is none. */
    @Nullable
    PlaylistItem poll() {
        return items.isEmpty() ? null : items.removeFirst();
    }

    void clear() {
        items.clear();
    }
}
