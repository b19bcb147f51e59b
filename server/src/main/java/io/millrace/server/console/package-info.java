/** A page for who runs the server: what it does, and buttons. All its data come from the API. */
package io.millrace.server.console;
