/**
 * The playlists of HTTP Live Streaming, by draft-pantos-hls-rfc8216bis-16 of November 2024, which is cited as RFC 8216bis; and
 * the window of segments that a live one shows.
 */
package io.millrace.mux.hls;
