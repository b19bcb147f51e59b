#include "hls_playlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool is_before(struct place left, struct place right) {
    return left.msn < right.msn || (left.msn == right.msn && left.part < right.part);
}

/* What follows a tag, or NULL if the line has another one. */
static const char *value(const char *line, const char *tag) {
    size_t length = strlen(tag);
    return strncmp(line, tag, length) ? NULL : line + length;
}

static void copy_uri(char to[LONGEST_URI], const char *attributes) {
    const char *from = strstr(attributes, "URI=\"");
    if (!from || sscanf(from + 5, "%255[^\"]", to) != 1) to[0] = 0;
}

struct place playlist_read(char *text, const struct playlist_events *events, void *context) {
    struct place at = {-1, 0};
    char uri[LONGEST_URI], *rest = text;
    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        const char *said;
        if ((said = value(line, "#EXT-X-MEDIA-SEQUENCE:"))) {
            at.msn = atol(said);
        } else if ((said = value(line, "#EXT-X-SKIP:SKIPPED-SEGMENTS="))) {
            at.msn += atol(said);
        } else if ((said = value(line, "#EXT-X-MAP:"))) {
            copy_uri(uri, said);
            events->map(context, uri);
        } else if ((said = value(line, "#EXT-X-PART:"))) {
            copy_uri(uri, said);
            events->part(context, at, uri);
            at.part++;
        } else if (*line && *line != '#') { /* the URI of a whole segment */
            at.msn++;
            at.part = 0;
        }
    }
    return at;
}

void master_read(char *text, char video[LONGEST_URI], char audio[LONGEST_URI]) {
    char *rest = text;
    video[0] = audio[0] = 0;
    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        if (value(line, "#EXT-X-MEDIA:") && !audio[0]) copy_uri(audio, line);
        if (*line && *line != '#' && !video[0]) snprintf(video, LONGEST_URI, "%s", line);
    }
}
