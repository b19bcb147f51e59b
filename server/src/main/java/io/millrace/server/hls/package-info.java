/** Live streams by HLS and low-latency HLS: playlists and segments, made while somebody wants them. */
package io.millrace.server.hls;
