package io.millrace.client;

import io.millrace.media.MediaFrame;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what it is given, and asks for the next frame when there is room for it. A frame that is refused ends both. */
final class PublishingSubscriber implements Flow.Subscriber<MediaFrame> {
    private static final Logger log = LoggerFactory.getLogger(PublishingSubscriber.class);

    private final RtmpPublisher publisher;
    private Flow.@Nullable Subscription subscription;

    PublishingSubscriber(RtmpPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null) {
            given.cancel();
            return;
        }
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(MediaFrame frame) {
        Flow.Subscription from = Objects.requireNonNull(subscription, "onNext before onSubscribe");
        write(frame).whenComplete((done, failure) -> {
            if (failure == null) {
                from.request(1);
            } else {
                log.warn("{}: publishes no more: {}", publisher.url().redacted(), failure.getMessage());
                from.cancel();
                publisher.closeAsync();
            }
        });
    }

    /** A subscriber may not throw. */
    private CompletableFuture<Void> write(MediaFrame frame) {
        try {
            return publisher.writeAsync(frame);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        publisher.closeAsync();
    }

    @Override
    public void onComplete() {
        publisher.closeAsync();
    }
}
