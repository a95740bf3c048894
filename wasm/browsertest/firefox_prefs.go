//go:build unix

package browsertest

import (
	"fmt"
	"strings"
)

// firefoxPrefs is a user.js that keeps the browser quiet and off the network. What pages save goes to downloads unasked.
func firefoxPrefs(opts Options, downloads string) string {
	var b strings.Builder
	pref := func(name string, value any) { fmt.Fprintf(&b, "user_pref(%q, %#v);\n", name, value) }

	pref("remote.active-protocols", 1) // WebDriver BiDi alone
	pref("remote.prefs.recommended", true)
	pref("intl.accept_languages", opts.Lang)
	pref("intl.locale.requested", opts.Lang)
	scheme := 1
	if opts.Dark {
		scheme = 0
	}
	pref("layout.css.prefers-color-scheme.content-override", scheme)
	pref("ui.systemUsesDarkTheme", 1-scheme)
	pref("ui.prefersReducedMotion", 1)
	pref("toolkit.cosmeticAnimations.enabled", false)
	if opts.NoWASM {
		pref("javascript.options.wasm", false)
	}
	if opts.NoJS {
		pref("javascript.enabled", false)
	}

	// Whatever is not loopback goes to a proxy that does not exist.
	pref("network.proxy.type", 1)
	for _, scheme := range []string{"http", "ssl"} {
		pref("network.proxy."+scheme, "127.0.0.1")
		pref("network.proxy."+scheme+"_port", 9)
	}
	pref("network.proxy.no_proxies_on", "localhost, 127.0.0.1, .localhost")
	pref("network.proxy.failover_direct", false)

	for _, off := range []string{
		"app.normandy.enabled", "app.shield.optoutstudies.enabled", "app.update.auto", "app.update.enabled",
		"browser.newtabpage.enabled", "browser.newtabpage.activity-stream.feeds.topsites",
		"browser.newtabpage.activity-stream.feeds.section.topstories", "browser.ping-centre.telemetry",
		"browser.region.update.enabled", "browser.safebrowsing.blockedURIs.enabled",
		"browser.safebrowsing.downloads.enabled", "browser.safebrowsing.downloads.remote.enabled",
		"browser.safebrowsing.malware.enabled", "browser.safebrowsing.phishing.enabled",
		"browser.search.update", "browser.shell.checkDefaultBrowser", "browser.topsites.contile.enabled",
		"browser.urlbar.quicksuggest.enabled", "browser.aboutwelcome.enabled", "datareporting.healthreport.uploadEnabled",
		"datareporting.policy.dataSubmissionEnabled", "extensions.getAddons.cache.enabled",
		"extensions.systemAddon.update.enabled", "extensions.update.enabled", "messaging-system.rsexperimentloader.enabled",
		"network.captive-portal-service.enabled", "network.connectivity-service.enabled", "network.dns.echconfig.enabled",
		"nimbus.rollouts.enabled", "security.OCSP.enabled.by.default", "services.settings.poll_on_start",
		"signon.management.page.breach-alerts.enabled", "toolkit.telemetry.enabled", "toolkit.telemetry.unified",
		"toolkit.telemetry.updatePing.enabled", "dom.push.connection.enabled", "media.gmp-manager.updateEnabled",
		"privacy.trackingprotection.enabled", "browser.translations.enable",
	} {
		pref(off, false)
	}
	pref("browser.download.folderList", 2)
	pref("browser.download.dir", downloads)
	pref("browser.download.always_ask_before_handling_new_types", false)
	pref("browser.download.alwaysOpenPanel", false)
	pref("browser.helperApps.neverAsk.saveToDisk", "text/calendar")
	pref("app.update.disabledForTesting", true)
	pref("browser.policies.runOncePerModification.setDefaultSearchEngine", "")
	pref("browser.startup.page", 0)
	pref("browser.startup.homepage", "about:blank")
	pref("browser.startup.homepage_override.mstone", "ignore")
	pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true)
	pref("media.gmp-manager.url", "")
	pref("network.trr.mode", 5)
	pref("security.OCSP.enabled", 0)
	// Remote settings would be fetched again and again: an address that fails.
	pref("services.settings.server", "data:,#remote-settings-dummy/v1")
	pref("toolkit.telemetry.server", "")
	return b.String()
}
