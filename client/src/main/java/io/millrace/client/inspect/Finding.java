package io.millrace.client.inspect;

/**
 * What a rule has found.
 *
 * @param requirement its number, such as {@code R-028}, {@code ER-084} or, for a known habit of a program, {@code IP-20}
 * @param text what is there, with the value and what was expected
 */
record Finding(Severity severity, String requirement, String text) {}
