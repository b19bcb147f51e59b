/** What those who watch have in common, by whatever protocol: how many may, and which tracks they get. */
package io.millrace.server.viewing;
