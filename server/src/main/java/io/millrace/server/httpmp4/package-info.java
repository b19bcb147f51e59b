/** Live streams as fragmented MP4, each frame at once: through WebSockets for Media Source Extensions, and as a plain answer. */
package io.millrace.server.httpmp4;
