/** What tests of every module share; uses no other module of ours, so that any of them can be tested with it. */
@org.jspecify.annotations.NullMarked
module io.millrace.testkit {
    requires static com.tngtech.archunit;
    requires static org.bytedeco.ffmpeg;
    requires static org.bytedeco.javacpp;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.params;
    requires transitive java.net.http;

    exports io.millrace.testkit;
}
