package io.millrace.server.tls;

import io.millrace.server.config.CertificateConfig;
import io.millrace.server.config.Secret;
import io.millrace.server.config.TlsConfig;
import io.millrace.transport.ServerTls;
import io.millrace.transport.TlsCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the configuration. Their files are looked at again now and then; what has changed is shown to those who
 * connect from then on, and if it cannot be read the old ones stay. Any thread may call.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final Duration SOON = Duration.ofDays(14);
    private static final Duration DAY = Duration.ofDays(1);

    private final TlsConfig config;
    private final InstantSource clock;
    private final ServerTls tls;
    private final Thread watch;
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private volatile List<TlsCertificate> current;
    private @Nullable Instant warned;

    /**
     * Loads what the configuration names.
     *
     * @param ownNames of this machine, for a self-signed certificate
     * @throws IOException that names the file and says what is wrong
     */
    public Certificates(TlsConfig config, Collection<String> ownNames) throws IOException {
        this(config, ownNames, InstantSource.system());
    }

    Certificates(TlsConfig config, Collection<String> ownNames, InstantSource clock) throws IOException {
        this.config = config;
        this.clock = clock;
        checkClients(config);
        String seen = state(); // before they are read: what changes meanwhile is seen to be new
        current = isSelfSigned() ? List.of(TlsCertificate.selfSigned(ownNames)) : load();
        tls = new ServerTls(
                current, config.clientCertificates(), config.clientCa().isEmpty() ? null : Path.of(config.clientCa()));
        warnOfExpiry();
        watch = Thread.ofPlatform().daemon().name("certificates").unstarted(() -> watch(seen));
        if (!isSelfSigned() && !config.reloadInterval().isZero()) {
            watch.start();
        }
    }

    public ServerTls tls() {
        return tls;
    }

    /** What is shown now. */
    public List<TlsCertificate> current() {
        return List.copyOf(current);
    }

    /** When the first of them ends to be valid. */
    public Instant notAfter() {
        return current.stream()
                .map(TlsCertificate::notAfter)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** Until then; negative when it has passed. */
    public long daysLeft() {
        return Duration.between(clock.instant(), notAfter()).toDays();
    }

    /** Times that new files were taken. */
    public long reloads() {
        return reloads.sum();
    }

    /** Times that new files were no use, and the old ones stayed. */
    public long failedReloads() {
        return failedReloads.sum();
    }

    /** Reads the files again, whether or not they have changed; a self-signed certificate stays. */
    public synchronized void reload() {
        if (isSelfSigned()) {
            return;
        }
        try {
            List<TlsCertificate> loaded = load();
            tls.replace(loaded);
            current = loaded;
            reloads.increment();
            warned = null;
            log.info("certificates loaded again: {}", loaded);
            warnOfExpiry();
        } catch (IOException e) {
            failedReloads.increment();
            log.error("certificates cannot be loaded again, the old ones stay: {}", e.getMessage());
        } catch (RuntimeException e) { // a fault, ours or the JDK's, must not end the watching
            failedReloads.increment();
            log.error("certificates cannot be loaded again, the old ones stay", e);
        }
    }

    /** Without a CA of its own any public one would vouch for clients, and a CA that nobody is asked for is a mistake. */
    private static void checkClients(TlsConfig config) throws IOException {
        boolean asked = config.clientCertificates() != ServerTls.ClientCertificates.NONE;
        if (asked && config.clientCa().isEmpty()) {
            throw new IOException("tls.client-certificates: "
                    + config.clientCertificates().name().toLowerCase(Locale.ROOT)
                    + " needs tls.client-ca, those who vouch for clients");
        }
        if (!asked && !config.clientCa().isEmpty()) {
            throw new IOException("tls.client-ca: " + config.clientCa()
                    + " needs tls.client-certificates: optional or required; now no client is asked");
        }
    }

    private boolean isSelfSigned() {
        return config.selfSigned()
                && config.certificate().isEmpty()
                && config.key().isEmpty()
                && config.certificates().isEmpty();
    }

    private List<TlsCertificate> load() throws IOException {
        List<TlsCertificate> loaded = new ArrayList<>();
        boolean isFirstNamed = !config.certificate().isEmpty() || !config.key().isEmpty();
        if (isFirstNamed || config.certificates().isEmpty()) {
            loaded.add(load("tls", config.certificate(), config.key(), config.keyPassword()));
        }
        for (var entry : config.certificates().entrySet()) {
            CertificateConfig each = entry.getValue();
            loaded.add(load("tls.certificates." + entry.getKey(), each.certificate(), each.key(), each.keyPassword()));
        }
        return loaded;
    }

    private static TlsCertificate load(String place, String certificate, String key, Secret password)
            throws IOException {
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IOException(place + (certificate.isEmpty() ? ".certificate" : ".key") + " is missing");
        }
        return TlsCertificate.load(Path.of(certificate), Path.of(key), password.value());
    }

    private void watch(String loaded) {
        String seen = loaded;
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(config.reloadInterval().toMillis());
                String now = state();
                if (!now.equals(seen)) {
                    seen = now;
                    reload();
                }
                warnOfExpiry();
            }
        } catch (InterruptedException e) {
            // The server stops.
        }
    }

    /** When and how large the files are, or what they are not. */
    private String state() {
        var state = new StringBuilder();
        files().forEach(file -> {
            try {
                state.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
            } catch (IOException e) {
                state.append(e);
            }
            state.append('\n');
        });
        return state.toString();
    }

    private List<Path> files() {
        List<String> names = new ArrayList<>(List.of(config.certificate(), config.key(), config.clientCa()));
        config.certificates().values().forEach(each -> names.addAll(List.of(each.certificate(), each.key())));
        return names.stream().filter(name -> !name.isEmpty()).map(Path::of).toList();
    }

    /** Once a day, when there is little time left. */
    synchronized void warnOfExpiry() {
        Instant now = clock.instant();
        boolean due = warned == null || Duration.between(warned, now).compareTo(DAY) >= 0;
        if (!due || Duration.between(now, notAfter()).compareTo(SOON) >= 0) {
            return;
        }
        warned = now;
        for (TlsCertificate each : current) {
            if (Duration.between(now, each.notAfter()).compareTo(SOON) < 0) {
                log.warn("certificate {} {}", each, each.notAfter().isBefore(now) ? "is no longer valid" : "ends soon");
            }
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
