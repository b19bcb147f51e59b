package io.millrace.client;

import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands the frames of a player to one subscriber, as many as it asks for, on a virtual thread. */
final class FramePublisher implements Flow.Publisher<MediaFrame> {
    private final RtmpPlayer player;
    private final AtomicBoolean taken = new AtomicBoolean();

    FramePublisher(RtmpPlayer player) {
        this.player = player;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super MediaFrame> subscriber) {
        var delivery = new Delivery(subscriber);
        subscriber.onSubscribe(delivery);
        if (taken.compareAndSet(false, true)) {
            Thread.ofVirtual().name("frames of " + player.url()).start(delivery);
        } else {
            delivery.fail(new IllegalStateException("the frames of a player go to one subscriber"));
        }
    }

    private final class Delivery implements Flow.Subscription, Runnable {
        private final Flow.Subscriber<? super MediaFrame> subscriber;
        private final Semaphore wanted = new Semaphore(0);
        private volatile boolean cancelled;
        private volatile boolean misused;

        private Delivery(Flow.Subscriber<? super MediaFrame> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            misused |= count < 1;
            int room = Math.max(1, Integer.MAX_VALUE / 2 - wanted.availablePermits());
            wanted.release(Math.clamp(count, 1, room));
        }

        /** The player is not closed: that is for whom it belongs to. */
        @Override
        public void cancel() {
            cancelled = true;
            wanted.release();
        }

        @Override
        public void run() {
            try {
                while (true) {
                    wanted.acquire();
                    if (cancelled) {
                        return;
                    }
                    if (misused) {
                        fail(new IllegalArgumentException("request of less than one frame"));
                        return;
                    }
                    MediaFrame frame = player.next();
                    if (cancelled) {
                        return;
                    }
                    if (frame == null) {
                        subscriber.onComplete();
                        return;
                    }
                    subscriber.onNext(frame);
                }
            } catch (IOException | InterruptedException e) {
                fail(e);
            }
        }

        private void fail(Exception failure) {
            if (!cancelled) {
                cancelled = true;
                subscriber.onError(failure);
            }
        }
    }
}
