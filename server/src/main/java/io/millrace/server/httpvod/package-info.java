/** Recordings over HTTP, whole or in parts. */
package io.millrace.server.httpvod;
