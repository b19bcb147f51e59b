package io.millrace.server.api;

/** How many clients were asked to connect anew, and how many are meant that cannot be. */
record OutcomeView(int asked, int unable) {}
