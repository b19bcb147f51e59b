package io.millrace.flv;

/**
 * What the first bytes of an FLV file promise [F-01]. A promise only: live recorders write it before they know, so a
 * reader goes by the tags [F-03].
 *
 * @param audio whether there are audio tags
 * @param video whether there are video tags
 */
public record FlvHeader(boolean audio, boolean video) {}
