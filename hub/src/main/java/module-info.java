/** Live streams as logs, their wire bytes encoded once per form, and the viewers that follow them. */
@org.jspecify.annotations.NullMarked
module io.millrace.hub {
    requires static org.jspecify;
    requires transitive io.millrace.media;

    exports io.millrace.hub;
}
