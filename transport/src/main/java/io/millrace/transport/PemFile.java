package io.millrace.transport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Certificates and keys in the text form that everybody has them in [RFC7468]. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final int MAX_BYTES = 1 << 20;

    // The algorithm, as it stands in the header of PKCS #8.
    private static final String RSA = "06092a864886f70d0101010500";
    private static final String EC = "06072a8648ce3d0201";

    private final Path path;
    private final String text;

    private PemFile(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /** @throws IOException that names the file, if it cannot be read */
    static PemFile read(Path path) throws IOException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + ": more than " + MAX_BYTES + " bytes (expected: a PEM file)");
            }
            return new PemFile(path, Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + ": no permission to read it", e);
        }
    }

    /**
     * All certificates, in the order in which they stand there.
     *
     * @throws IOException if there is none, or one that cannot be read
     */
    List<X509Certificate> certificates() throws IOException {
        try {
            var all = new ByteArrayOutputStream();
            Matcher blocks = BLOCK.matcher(text);
            while (blocks.find()) {
                if (blocks.group(1).equals("CERTIFICATE")) {
                    all.writeBytes(blocks.group().getBytes(StandardCharsets.US_ASCII));
                    all.write('\n');
                }
            }
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(all.toByteArray()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IOException(path + ": no certificate (expected: -----BEGIN CERTIFICATE-----)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IOException(path + ": a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The private key: PKCS #8, plain or encrypted, or one of the older forms of OpenSSL.
     *
     * @param password for an encrypted one; empty for none
     * @throws IOException if there is none, or it cannot be read, with what to do
     */
    PrivateKey key(String password) throws IOException {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            String body = blocks.group(2);
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(decoded(body));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypted(decoded(body), password));
                }
                case "RSA PRIVATE KEY" -> {
                    return key(pkcs8(RSA, plain(body)));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] key = plain(body);
                    return key(pkcs8(EC + curveOf(key), key));
                }
                default -> {} // parameters, or a certificate
            }
        }
        throw new IOException(path + ": no private key (expected: -----BEGIN PRIVATE KEY-----)");
    }

    private byte[] plain(String body) throws IOException {
        if (body.contains("ENCRYPTED")) {
            throw new IOException(path + ": the key is encrypted in an old way (convert it: openssl pkcs8 -topk8 -in "
                    + path + " -out KEY.pem)");
        }
        return decoded(body);
    }

    private byte[] decoded(String body) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": not in base 64: " + e.getMessage(), e);
        }
    }

    private byte[] decrypted(byte[] encrypted, String password) throws IOException {
        if (password.isEmpty()) {
            throw new IOException(path + ": the key is encrypted, and no password is set");
        }
        try {
            var info = new EncryptedPrivateKeyInfo(encrypted);
            var secret = SecretKeyFactory.getInstance(info.getAlgName())
                    .generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(info.getAlgName());
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException e) {
            throw new IOException(
                    path + ": the key is encrypted with something else than AES (convert it: openssl pkcs8 -topk8"
                            + " -v2 aes256 -in " + path + " -out KEY.pem)",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    path + ": the key cannot be decrypted; is the password right? (" + e.getMessage() + ")", e);
        }
    }

    private PrivateKey key(byte[] pkcs8) throws IOException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // One of the others.
            } catch (GeneralSecurityException e) {
                throw new IOException(path + ": " + e.getMessage(), e);
            }
        }
        throw new IOException(path + ": the private key cannot be read (expected: RSA, EC or EdDSA)");
    }

    /** The identifier of the curve, which an EC key of OpenSSL has behind its number: {@code [0] { OID }}. */
    private String curveOf(byte[] key) throws IOException {
        for (int at = 0; at + 4 < key.length; at++) {
            int length = key[at + 1];
            boolean tagged = (key[at] & 0xFF) == 0xA0 && key[at + 2] == 0x06 && key[at + 3] == length - 2;
            if (tagged && length >= 2 && at + 2 + length <= key.length) {
                return HexFormat.of().formatHex(key, at + 2, at + 2 + length);
            }
        }
        throw new IOException(
                path + ": the EC key does not name its curve (convert it: openssl pkcs8 -topk8 -nocrypt -in " + path
                        + " -out KEY.pem)");
    }

    private static byte[] pkcs8(String algorithm, byte[] key) {
        byte[] version = {2, 1, 0};
        return der(0x30, version, der(0x30, HexFormat.of().parseHex(algorithm)), der(0x04, key));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var all = ByteBuffer.allocate(length + 4);
        all.put((byte) tag);
        if (length < 0x80) {
            all.put((byte) length);
        } else if (length < 0x100) {
            all.put((byte) 0x81).put((byte) length);
        } else {
            all.put((byte) 0x82).putShort((short) length);
        }
        all.put(content.toByteArray());
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }
}
