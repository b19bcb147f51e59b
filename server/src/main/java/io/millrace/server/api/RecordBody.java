package io.millrace.server.api;

import io.millrace.server.application.ExistingFile;
import java.util.Optional;

/** How to record: behind what was recorded before under that name, in place of it, or, as it is otherwise, beside it. */
record RecordBody(Optional<Boolean> append, Optional<Boolean> replace) {
    /** @throws ApiException if it asks for both */
    ExistingFile existing() {
        boolean appends = append.orElse(false);
        boolean replaces = replace.orElse(false);
        if (appends && replaces) {
            throw new ApiException(400, "A recording cannot both append to what there is and replace it.");
        }
        return appends ? ExistingFile.APPEND : replaces ? ExistingFile.REPLACE : ExistingFile.KEEP;
    }
}
