/** What goes on in the server: who is connected, and what happens. Features tell it, and what is for operators shows it. */
package io.millrace.server.activity;
