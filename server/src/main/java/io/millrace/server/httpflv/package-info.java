/** Live streams as FLV over HTTP and WebSockets. */
package io.millrace.server.httpflv;
