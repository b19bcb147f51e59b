package io.millrace.server.api;

import java.util.Optional;

/** How to record: behind what was recorded before under that name, or, as it is otherwise, in place of it. */
record RecordBody(Optional<Boolean> append) {}
