/** Programs to start from. */
@org.jspecify.annotations.NullMarked
module io.millrace.examples {
    requires static org.jspecify;
    requires io.millrace.client;
    requires io.millrace.server;
}
