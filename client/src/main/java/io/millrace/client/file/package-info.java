/** Media files to frames and back, also through pipes; at their own speed, and over and over. */
package io.millrace.client.file;
