package io.millrace.examples;

import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Publishes a picture that is generated as it goes, until Ctrl-C: no file, no camera, no encoder. */
public final class PublishPicture {
    private PublishPicture() {}

    /**
     * Publishes in real time.
     *
     * @param arguments the URL; {@code rtmp://localhost/live/picture} if there is none
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        String url = arguments.length > 0 ? arguments[0] : "rtmp://localhost/live/picture";
        try (var client = RtmpClient.create();
                var publisher = client.publish(url)) {
            // What waits is sent, and the server told, before the program ends.
            Runtime.getRuntime().addShutdownHook(new Thread(client::close));
            System.out.println(url + ", until Ctrl-C");
            var block = new MovingBlock();
            for (MediaFrame header : block.headers()) {
                publisher.write(header);
            }
            long start = System.nanoTime();
            for (long number = 0; ; number++) {
                MediaFrame picture = block.picture(number);
                long due = start + TimeUnit.MILLISECONDS.toNanos(picture.dtsMillis());
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                publisher.write(picture);
            }
        } catch (RtmpException e) {
            System.err.println(e.getMessage());
        }
    }
}
