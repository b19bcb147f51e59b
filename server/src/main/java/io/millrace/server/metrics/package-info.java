/** What an operator sees of a running server, as numbers and as a line in the log. */
package io.millrace.server.metrics;
